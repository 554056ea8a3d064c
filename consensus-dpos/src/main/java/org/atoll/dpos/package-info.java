/** Engine {@code dpos}: producers in time slots (consensus.md §5.1). */
@NullMarked
package org.atoll.dpos;

import org.jspecify.annotations.NullMarked;
