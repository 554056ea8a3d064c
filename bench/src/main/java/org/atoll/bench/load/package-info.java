/** Workloads and the open-loop generator that sends them. */
@NullMarked
package org.atoll.bench.load;

import org.jspecify.annotations.NullMarked;
