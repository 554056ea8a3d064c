package org.atoll.simulator.atoll;

import org.atoll.sdk.engine.Shuffle;
import org.atoll.simulator.core.metrics.NodeRecorder;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.settings.Epochs;

/**
 * Whose turn each slot is, so that empty ones can be told: consensus.md §5.1. Of engine {@code dpos}; others have no slots.
 * One thread.
 */
final class SlotTurns {
  private static final long SLOT_MILLIS = 3_000;

  private final AtollCluster cluster;
  private final Epochs epochs;
  private final boolean slotted;
  private final long slotMillis;
  private final long repetitions;
  private long lastEpoch = -1;
  private int[] order = {};

  SlotTurns(AtollCluster cluster, ConsensusEntry entry) {
    this.cluster = cluster;
    epochs = new Epochs(entry, cluster.chainTag().bytes());
    slotted = entry.engine().equals("dpos");
    slotMillis = entry.params().getOrDefault("slot_ms", SLOT_MILLIS);
    repetitions = entry.params().getOrDefault("repetitions", 1L);
  }

  /** Reports the slots that no block between the two used; before the first block nobody had one. */
  void missed(KnownBlock from, KnownBlock to, NodeRecorder record) {
    if (!slotted) {
      return;
    }
    for (long height = Math.max(2, from.height() + 1); height <= to.height(); height++) {
      long end = to.ancestor(height).block().timestampMillis() / slotMillis;
      for (long slot = to.ancestor(height - 1).block().timestampMillis() / slotMillis + 1; slot < end; slot++) {
        record.missedSlot(slot, producer(height, slot));
      }
    }
  }

  private int producer(long height, long slot) {
    var epoch = epochs.view(epochs.of(height));
    if (epoch.epoch() != lastEpoch) {
      lastEpoch = epoch.epoch();
      order = Shuffle.of(epoch.seed(), "slots", epoch.members().size());
    }
    return cluster.ofMember(order[Math.floorMod(Math.floorDiv(slot, repetitions), order.length)]);
  }
}
