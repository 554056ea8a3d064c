package org.atoll.validator.chain.core;

import java.util.ArrayDeque;
import java.util.OptionalLong;

/** How far a peer's clock is ahead of this node's, from what it said when. */
final class PeerClock {
  /** Delay makes a clock seem slow, never fast: the most of some samples is the nearest to the truth. */
  private static final int KEPT = 3;

  private final ArrayDeque<Long> ahead = new ArrayDeque<>(KEPT);

  void shows(long clockMillis, long nowMillis) {
    if (ahead.size() == KEPT) {
      ahead.removeFirst();
    }
    ahead.addLast(clockMillis - nowMillis);
  }

  /** Empty before it said anything. */
  OptionalLong aheadMillis() {
    return ahead.stream().mapToLong(Long::longValue).max();
  }
}
