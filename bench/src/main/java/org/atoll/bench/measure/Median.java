package org.atoll.bench.measure;

import java.util.Collection;

/** The middle value. */
public final class Median {
  private Median() {}

  /**
   * Of an even number of values the mean of the two in the middle.
   *
   * @throws IllegalArgumentException when there is no value
   */
  public static double of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
    var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
