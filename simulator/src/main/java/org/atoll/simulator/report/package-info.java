/** The report of a simulation: one HTML file with its figures, nothing from outside. */
@NullMarked
package org.atoll.simulator.report;

import org.jspecify.annotations.NullMarked;
