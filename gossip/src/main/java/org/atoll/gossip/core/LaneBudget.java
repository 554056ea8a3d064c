package org.atoll.gossip.core;

import org.atoll.gossip.PerLane;

/**
 * What one peer may send on one lane, with bursts of as much as a second's worth.
 *
 * @param messagesPerSecond 1 or more
 * @param bytesPerSecond 1 or more, of bodies
 */
public record LaneBudget(long messagesPerSecond, long bytesPerSecond) {
  private static final long EIGHT_MIB = 8L << 20;

  public LaneBudget {
    if (messagesPerSecond < 1 || bytesPerSecond < 1) {
      throw new IllegalArgumentException("a budget is at least 1");
    }
  }

  public static PerLane<LaneBudget> defaults() {
    return new PerLane<>(new LaneBudget(2_000, EIGHT_MIB), new LaneBudget(2_000, EIGHT_MIB),
        new LaneBudget(10_000, EIGHT_MIB));
  }
}
