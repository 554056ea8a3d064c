@NullMarked
package org.atoll.validator.chain.core;

import org.jspecify.annotations.NullMarked;
