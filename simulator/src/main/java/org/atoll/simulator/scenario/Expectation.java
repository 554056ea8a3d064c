package org.atoll.simulator.scenario;

import java.util.Map;
import java.util.Optional;

/**
 * @param overall the mean over all seeds must be in the band; otherwise every seed must
 */
public record Expectation(String metric, double min, double max, boolean overall) {
  /** What is wrong with the values, if anything. */
  public Optional<String> unmet(Map<String, Double> values) {
    var value = values.get(metric);
    if (value == null) {
      return Optional.of(metric + " was not measured");
    }
    if (value.isNaN() || value < min || value > max) {
      return Optional.of(metric + " = " + value + " is not in " + band());
    }
    return Optional.empty();
  }

  /** Such as {@code 240 to 300} or {@code at most 400}. */
  public String band() {
    if (min == Double.NEGATIVE_INFINITY) {
      return "at most " + number(max);
    }
    return max == Double.POSITIVE_INFINITY ? "at least " + number(min) : number(min) + " to " + number(max);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
  }
}
