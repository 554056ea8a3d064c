/** Scenario files: what a simulation is made of and what it must show. */
@NullMarked
package org.atoll.simulator.scenario;

import org.jspecify.annotations.NullMarked;
