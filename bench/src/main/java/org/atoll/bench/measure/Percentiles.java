package org.atoll.bench.measure;

import java.util.Arrays;

/**
 * Nearest-rank percentiles of durations.
 *
 * @param count how many durations; the others are 0 when there is none
 */
public record Percentiles(int count, long p50Nanos, long p90Nanos, long p99Nanos, long maxNanos) {

  /** Of the values in any order; the array stays as it is. */
  public static Percentiles of(long[] nanos) {
    var sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? new Percentiles(0, 0, 0, 0, 0)
        : new Percentiles(sorted.length, rank(sorted, 50), rank(sorted, 90), rank(sorted, 99),
            sorted[sorted.length - 1]);
  }

  /** The smallest value that at least {@code percent} percent of the values do not exceed. */
  private static long rank(long[] sorted, int percent) {
    long rank = (percent * (long) sorted.length + 99) / 100;
    return sorted[(int) Math.max(1, rank) - 1];
  }

  /** "p50 1.2 p90 3.4 p99 5.6 max 7.8 ms". */
  public String text() {
    return String.format(java.util.Locale.ROOT, "p50 %.2f   p90 %.2f   p99 %.2f   max %.2f ms", millis(p50Nanos),
        millis(p90Nanos), millis(p99Nanos), millis(maxNanos));
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
