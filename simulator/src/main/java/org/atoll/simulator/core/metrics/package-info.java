/** What a run is measured by. */
@NullMarked
package org.atoll.simulator.core.metrics;

import org.jspecify.annotations.NullMarked;
