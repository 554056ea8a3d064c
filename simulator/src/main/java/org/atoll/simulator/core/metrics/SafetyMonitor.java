package org.atoll.simulator.core.metrics;

import java.util.ArrayList;
import java.util.List;

/** One final block and one state root a height, whatever happens. */
final class SafetyMonitor {
  private static final int MOST_KEPT = 20;

  private final Longs blockAt = new Longs();
  private final Longs rootAt = new Longs();
  private final List<String> violations = new ArrayList<>();
  private int count;

  void finalBlock(long nowMicros, int node, long height, long block) {
    claim(blockAt, nowMicros, node, height, block, "another block is final elsewhere");
  }

  void finalRoot(long nowMicros, int node, long height, long root) {
    claim(rootAt, nowMicros, node, height, root, "another state root is final elsewhere");
  }

  void wronglyAccused(long nowMicros, int accused, String kind) {
    violation(nowMicros, "honest node " + accused + " is accused of " + kind);
  }

  void violation(long nowMicros, String what) {
    count++;
    if (violations.size() < MOST_KEPT) {
      violations.add("at " + nowMicros / 1_000 + " ms: " + what);
    }
  }

  int count() {
    return count;
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  private void claim(Longs table, long nowMicros, int node, long height, long value, String otherwise) {
    int at = Math.toIntExact(height);
    long known = at < table.size() ? table.get(at) : 0;
    if (known == 0) {
      table.set(at, value == 0 ? 1 : value);
    } else if (known != (value == 0 ? 1 : value)) {
      violation(nowMicros, "node " + node + ", height " + height + ": " + otherwise);
    }
  }
}
