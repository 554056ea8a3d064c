/** JMH benchmarks; run them with {@code atoll bench jmh}. */
@NullMarked
package org.atoll.bench.micro;

import org.jspecify.annotations.NullMarked;
