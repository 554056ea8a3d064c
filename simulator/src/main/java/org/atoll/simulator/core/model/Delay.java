package org.atoll.simulator.core.model;

import java.util.SplittableRandom;
import org.atoll.simulator.core.kernel.Samplers;

/** One-way delay of a link, without queueing. */
public sealed interface Delay {
  /** In microseconds, 0 or more. */
  long sample(SplittableRandom random, int from, int to);

  record Constant(long micros) implements Delay {
    @Override
    public long sample(SplittableRandom random, int from, int to) {
      return micros;
    }
  }

  record Uniform(long leastMicros, long mostMicros) implements Delay {
    @Override
    public long sample(SplittableRandom random, int from, int to) {
      return random.nextLong(leastMicros, mostMicros + 1);
    }
  }

  /** {@code sigma}: deviation of the logarithm; 0.5 puts the 99th percentile at 3.2 medians. */
  record Lognormal(long medianMicros, double sigma) implements Delay {
    @Override
    public long sample(SplittableRandom random, int from, int to) {
      return Samplers.lognormal(random, medianMicros, sigma);
    }
  }

  /** By the regions of both ends, ± jitter, uniformly. */
  record Regional(Regions regions, int jitterPermille) implements Delay {
    @Override
    public long sample(SplittableRandom random, int from, int to) {
      long base = regions.oneWayMicros(from, to);
      return base + Samplers.around(random, base * jitterPermille / 1_000);
    }
  }
}
