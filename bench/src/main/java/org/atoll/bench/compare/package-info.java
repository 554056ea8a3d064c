/** Comparisons for the goals of the project: nodes started in turns on one machine, medians of ratios. */
@NullMarked
package org.atoll.bench.compare;

import org.jspecify.annotations.NullMarked;
