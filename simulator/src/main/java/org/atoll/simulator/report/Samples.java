package org.atoll.simulator.report;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.atoll.simulator.core.metrics.RunResult;

/** Samples of all seeds together, in the unit of the figure. */
final class Samples {
  private static final int POINTS = 240;

  private Samples() {}

  /** Sorted; microseconds become {@code unit}s. */
  static double[] pooled(List<RunResult> runs, Function<RunResult, long[]> of, double unit) {
    return runs.stream().flatMapToLong(run -> Arrays.stream(of.apply(run))).mapToDouble(micros -> micros / unit)
        .sorted().toArray();
  }

  static double[] sorted(long[] micros, double unit) {
    return Arrays.stream(micros).mapToDouble(each -> each / unit).sorted().toArray();
  }

  static double quantile(double[] sorted, double share) {
    return sorted[Math.clamp((int) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
  }

  /** Points of the empirical distribution up to {@code most}: row 0 across, row 1 up, 0 to 1. */
  static double[][] distribution(double[] sorted, double least, double most) {
    int points = Math.min(POINTS, sorted.length);
    var xs = new double[points + 2];
    var ys = new double[points + 2];
    xs[0] = least;
    for (int at = 1; at <= points; at++) {
      double share = at / (double) points;
      double value = quantile(sorted, share);
      xs[at] = Math.min(value, most);
      ys[at] = value <= most ? share : below(sorted, most);
    }
    xs[points + 1] = most;
    ys[points + 1] = below(sorted, most);
    return new double[][] {xs, ys};
  }

  /** Counts in bins that are equally wide on the axis. */
  static int[] histogram(double[] sorted, Axis axis, int bins) {
    var counts = new int[bins];
    for (double value : sorted) {
      if (value >= axis.min() && value <= axis.max()) {
        counts[Math.min(bins - 1, (int) (axis.share(value) * bins))]++;
      }
    }
    return counts;
  }

  private static double below(double[] sorted, double value) {
    return Arrays.stream(sorted).filter(each -> each <= value).count() / (double) sorted.length;
  }
}
