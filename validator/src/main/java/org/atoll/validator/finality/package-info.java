/** The finality overlay's way to the disk. */
@NullMarked
package org.atoll.validator.finality;

import org.jspecify.annotations.NullMarked;
