@NullMarked
package org.atoll.validator.block;

import org.jspecify.annotations.NullMarked;
