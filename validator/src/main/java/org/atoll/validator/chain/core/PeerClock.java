package org.atoll.validator.chain.core;

import java.util.Arrays;
import java.util.OptionalLong;

/** How far a peer's clock is ahead of this node's, from what it said when. */
final class PeerClock {
  /** Delay makes a clock seem slow, never fast: the most of some samples is the nearest to the truth. */
  private static final int KEPT = 3;

  private final long[] ahead = new long[KEPT]; // the newest overwrites the oldest
  private long shown;

  void shows(long clockMillis, long nowMillis) {
    ahead[(int) (shown++ % KEPT)] = clockMillis - nowMillis;
  }

  /** Empty before it said anything. */
  OptionalLong aheadMillis() {
    return Arrays.stream(ahead, 0, (int) Math.min(shown, KEPT)).max();
  }
}
