package org.atoll.validator.chain.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.TransactionId;

/**
 * Batches that came here so lately that others may not have them yet. A block's own producer sends them ahead of it:
 * otherwise nearly every block would wait for an answer over the longest link.
 */
final class FreshBatches {
  /** An announcement, a request and an answer between two continents. */
  private static final long SPREAD_MILLIS = 500;
  /** More is not sent ahead: peers fetch what they lack. */
  private static final long MAX_BYTES = 256 << 10;

  private record Arrival(TransactionId id, long atMillis) {}

  private final ArrayDeque<Arrival> inOrder = new ArrayDeque<>();
  private final Map<TransactionId, Long> lastSeen = new HashMap<>();

  void add(Collection<BatchView> batches, long now) {
    forget(now);
    for (var batch : batches) {
      inOrder.add(new Arrival(batch.id(), now));
      lastSeen.put(batch.id(), now);
    }
  }

  /** Those of a block that are fresh, in its order; none when they are too many. */
  List<BatchView> of(List<BatchView> block, long now) {
    forget(now);
    var fresh = new ArrayList<BatchView>();
    long bytes = 0;
    for (var batch : block) {
      if (lastSeen.containsKey(batch.id())) {
        fresh.add(batch);
        bytes += batch.body().size();
      }
    }
    return bytes > MAX_BYTES ? List.of() : fresh;
  }

  private void forget(long now) {
    while (!inOrder.isEmpty() && Math.abs(now - inOrder.peek().atMillis()) > SPREAD_MILLIS) { // clocks are set back, too
      var old = inOrder.poll();
      lastSeen.remove(old.id(), old.atMillis());
    }
  }
}
