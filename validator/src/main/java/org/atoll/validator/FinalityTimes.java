package org.atoll.validator;

import java.time.Clock;
import java.util.TreeMap;

/** When blocks became final here, and how long after clients saw them. Thread-safe. */
final class FinalityTimes {
  private final Clock clock;

  // guarded by this
  private final TreeMap<Long, Long> shownAt = new TreeMap<>();
  private long lastMillis;
  private long count;
  private long sumMillis;

  FinalityTimes(Clock clock) {
    this.clock = clock;
    this.lastMillis = clock.millis();
  }

  synchronized void published(long height) {
    shownAt.put(height, clock.millis());
  }

  /** The block of that height, and with it all before it. */
  synchronized void finalised(long height) {
    lastMillis = clock.millis();
    var decided = shownAt.headMap(height, true);
    for (long shown : decided.values()) {
      count++;
      sumMillis += Math.max(0, lastMillis - shown);
    }
    decided.clear();
  }

  synchronized NodeStatus.Finality summary() {
    return new NodeStatus.Finality(lastMillis, count, sumMillis);
  }
}
