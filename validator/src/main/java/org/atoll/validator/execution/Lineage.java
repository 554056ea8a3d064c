package org.atoll.validator.execution;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.ExecutedBlock;
import org.jspecify.annotations.Nullable;

/**
 * A block's own line of ancestors down to the last one that is on disk as final; what lies below is for the store to
 * tell. Forks share what they have in common. Thread-safe.
 */
public final class Lineage {
  private final ExecutedBlock block;
  private final Map<TransactionId, Boolean> ids = new HashMap<>();
  private volatile @Nullable Lineage parent;

  private Lineage(ExecutedBlock block, @Nullable Lineage parent) {
    this.block = block;
    this.parent = parent;
    for (var batch : block.batches()) {
      ids.put(batch.batch().id(), true);
      batch.transactions().forEach(transaction -> ids.put(transaction.view().id(), true));
    }
  }

  /** Of a block that is on disk. */
  public static Lineage root(ExecutedBlock block) {
    return new Lineage(block, null);
  }

  public Lineage child(ExecutedBlock next) {
    return new Lineage(next, this);
  }

  /** The block and all before it are final and on disk. */
  public void cut() {
    parent = null;
  }

  /** Whether the transaction or batch is in the part of the line held here. */
  public boolean contains(TransactionId id) {
    for (var at = this; at != null; at = at.parent) {
      if (at.ids.containsKey(id)) {
        return true;
      }
    }
    return false;
  }

  /** The line's block at the height, as far as it is held here. */
  public Optional<ExecutedBlock> at(long height) {
    for (var at = this; at != null && at.block.height() >= height; at = at.parent) {
      if (at.block.height() == height) {
        return Optional.of(at.block);
      }
    }
    return Optional.empty();
  }
}
