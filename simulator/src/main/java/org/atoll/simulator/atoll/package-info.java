/** The production chain core as nodes of the simulator. */
@NullMarked
package org.atoll.simulator.atoll;

import org.jspecify.annotations.NullMarked;
