/** Loops for measuring an EVM, and the measurement of a node's. */
@NullMarked
package org.atoll.bench.evm;

import org.jspecify.annotations.NullMarked;
