package org.atoll.bench.load;

/** Checks of what the user asks for. */
final class Ranges {
  private Ranges() {}

  /** @throws IllegalArgumentException telling the option and its range */
  static void require(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("--" + option + " is " + min + " to " + max + ", not " + value);
    }
  }
}
