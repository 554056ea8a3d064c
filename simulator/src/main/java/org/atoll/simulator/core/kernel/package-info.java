/** Events in order, randomness and the hash of a run. */
@NullMarked
package org.atoll.simulator.core.kernel;

import org.jspecify.annotations.NullMarked;
