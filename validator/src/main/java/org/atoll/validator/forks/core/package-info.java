/** Which chain is best. */
@NullMarked
package org.atoll.validator.forks.core;

import org.jspecify.annotations.NullMarked;
