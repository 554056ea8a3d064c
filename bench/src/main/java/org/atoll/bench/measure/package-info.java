/** Statistics and what the operating system says about processes. */
@NullMarked
package org.atoll.bench.measure;

import org.jspecify.annotations.NullMarked;
