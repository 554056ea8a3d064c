@NullMarked
package org.atoll.validator.genesis;

import org.jspecify.annotations.NullMarked;
