package org.atoll.sdk.testing;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Runs a property for many seeds and tells which one failed. */
public final class Seeds {
  private Seeds() {}

  /** A property of random values. */
  @FunctionalInterface
  public interface Property {
    void holds(RandomGenerator random) throws Exception;
  }

  /**
   * Tries seeds 0 to {@code count} − 1.
   *
   * @throws AssertionError naming the first seed that failed
   */
  public static void forEachSeed(int count, Property property) {
    for (long seed = 0; seed < count; seed++) {
      try {
        property.holds(new SplittableRandom(seed));
      } catch (Throwable failure) {
        throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
      }
    }
  }

  /** As many random bytes. */
  public static byte[] bytes(RandomGenerator random, int size) {
    var bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
