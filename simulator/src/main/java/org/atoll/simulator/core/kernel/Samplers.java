package org.atoll.simulator.core.kernel;

import java.util.SplittableRandom;

/** Draws from distributions. Floating point stays in here, by {@link StrictMath}: the same bits on every machine. */
public final class Samplers {
  public static final int MILLION = 1_000_000;

  private static final double UNIT = 0x1.0p-53;

  private Samplers() {}

  /** True in {@code ppm} of a million draws; draws nothing for 0 and 1 000 000. */
  public static boolean chance(SplittableRandom random, int ppm) {
    return ppm >= MILLION || ppm > 0 && random.nextInt(MILLION) < ppm;
  }

  /** Exponential with the given mean; at least 0. */
  public static long exponential(SplittableRandom random, long mean) {
    double uniform = ((random.nextLong() >>> 11) + 1) * UNIT; // (0, 1]
    return (long) (-StrictMath.log(uniform) * mean);
  }

  /** Lognormal with the given median; {@code sigma} is the deviation of its logarithm. */
  public static long lognormal(SplittableRandom random, long median, double sigma) {
    return (long) (median * StrictMath.exp(sigma * gaussian(random)));
  }

  /** Uniform in ±{@code spread}, inclusive. */
  public static long around(SplittableRandom random, long spread) {
    return spread <= 0 ? 0 : random.nextLong(-spread, spread + 1);
  }

  private static double gaussian(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(((random.nextLong() >>> 11) + 1) * UNIT));
    return radius * StrictMath.cos(2 * StrictMath.PI * ((random.nextLong() >>> 11) * UNIT));
  }
}
