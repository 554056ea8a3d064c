package org.atoll.simulator.core.metrics;

import java.util.Arrays;

/** Figures of samples and shares. For reading only: nothing in a run depends on them. */
public final class Statistics {
  // two-sided 95 % of Student's t, by degrees of freedom 1 to 30
  private static final double[] T95 = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201,
      2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052,
      2.048, 2.045, 2.042};

  private Statistics() {}

  /** By nearest rank. NaN without samples. */
  public static double quantile(long[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.min(sorted.length - 1, Math.max(0, rank - 1))];
  }

  public static double mean(long[] samples) {
    return Arrays.stream(samples).average().orElse(Double.NaN);
  }

  public static double mean(double[] samples) {
    return Arrays.stream(samples).average().orElse(Double.NaN);
  }

  /** Half the width of the 95 % interval of the mean; NaN for fewer than two samples. */
  public static double halfWidth95(double[] samples) {
    int count = samples.length;
    if (count < 2) {
      return Double.NaN;
    }
    double mean = mean(samples);
    double squares = Arrays.stream(samples).map(sample -> (sample - mean) * (sample - mean)).sum();
    double t = count - 1 <= T95.length ? T95[count - 2] : 1.96;
    return t * Math.sqrt(squares / (count - 1) / count);
  }

  /** Chi-square against shares in proportion to the weights, by degree of freedom. */
  public static double chiSquareByDegree(long[] counts, long[] weights) {
    double all = Arrays.stream(counts).sum();
    double weight = Arrays.stream(weights).sum();
    double sum = 0;
    int shares = 0;
    for (int at = 0; at < counts.length; at++) {
      if (weights[at] == 0) {
        continue; // is to have none
      }
      shares++;
      double expected = all * weights[at] / weight;
      sum += (counts[at] - expected) * (counts[at] - expected) / expected;
    }
    return shares < 2 ? 0 : sum / (shares - 1);
  }

  /** 0 when all have the same, towards 1 when one has all. */
  public static double gini(long[] counts) {
    var sorted = counts.clone();
    Arrays.sort(sorted);
    double all = Arrays.stream(sorted).sum();
    double ranked = 0;
    for (int at = 0; at < sorted.length; at++) {
      ranked += (2.0 * (at + 1) - sorted.length - 1) * sorted[at];
    }
    return all == 0 ? 0 : ranked / (sorted.length * all);
  }

  /** Herfindahl–Hirschman index: 1/n when all have the same, 1 when one has all. */
  public static double hhi(long[] counts) {
    double all = Arrays.stream(counts).sum();
    return all == 0 ? 0 : Arrays.stream(counts).mapToDouble(count -> count / all * (count / all)).sum();
  }

  /** The fewest that together have more than the given share. */
  public static int nakamoto(long[] counts, double share) {
    var sorted = counts.clone();
    Arrays.sort(sorted);
    double all = Arrays.stream(sorted).sum();
    double sum = 0;
    int taken = 0;
    for (int at = sorted.length - 1; at >= 0 && sum <= share * all; at--) {
      sum += sorted[at];
      taken++;
    }
    return taken;
  }
}
