/** Runs scenarios over seeds and writes down what came of it. */
@NullMarked
package org.atoll.simulator.run;

import org.jspecify.annotations.NullMarked;
