/** Closed forms and reference counters that simulations are held against. */
@NullMarked
package org.atoll.simulator.core.theory;

import org.jspecify.annotations.NullMarked;
