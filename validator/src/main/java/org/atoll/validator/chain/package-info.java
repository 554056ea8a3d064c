@NullMarked
package org.atoll.validator.chain;

import org.jspecify.annotations.NullMarked;
