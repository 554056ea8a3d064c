package org.atoll.simulator.atoll;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.BlockId;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.forks.core.SealedBlock;
import org.jspecify.annotations.Nullable;

/** A block that was executed, with its ancestors. All nodes that have it share it. Immutable. */
final class KnownBlock {
  private final SealedBlock sealed;
  private final @Nullable KnownBlock parent;
  /** A further ancestor, so that going far back takes few steps: as in a skip list. */
  private final @Nullable KnownBlock skip;

  KnownBlock(SealedBlock sealed, @Nullable KnownBlock parent) {
    this.sealed = sealed;
    this.parent = parent;
    this.skip = parent == null ? null : parent.ancestor(skipHeight(parent.height() + 1));
  }

  private static long skipHeight(long height) {
    return height < 2 ? 0 : (height & 1) == 0 ? withoutLowestBit(height)
        : withoutLowestBit(withoutLowestBit(height - 1)) + 1;
  }

  private static long withoutLowestBit(long number) {
    return number & number - 1;
  }

  SealedBlock sealed() {
    return sealed;
  }

  ExecutedBlock block() {
    return sealed.block();
  }

  BlockId id() {
    return sealed.block().id();
  }

  long height() {
    return sealed.block().height();
  }

  List<BatchView> batches() {
    var batches = new ArrayList<BatchView>(block().batches().size());
    block().batches().forEach(batch -> batches.add(batch.batch()));
    return batches;
  }

  /** At a height from 0 to this one's. */
  KnownBlock ancestor(long height) {
    if (height < 0 || height > height()) {
      throw new IllegalArgumentException("block " + height() + " has no ancestor at " + height);
    }
    var at = this;
    while (at.height() != height) {
      var far = at.skip;
      at = Objects.requireNonNull(far != null && far.height() >= height ? far : at.parent);
    }
    return at;
  }

  /** Whether this is {@code other} or an ancestor of it. */
  boolean isBelow(KnownBlock other) {
    return height() <= other.height() && other.ancestor(height()) == this;
  }

  /** How many blocks of this one's chain are not in the other's. */
  int blocksOff(KnownBlock other) {
    var at = this;
    int off = 0;
    while (!at.isBelow(other)) {
      at = Objects.requireNonNull(at.parent);
      off++;
    }
    return off;
  }

  /** 64 bits of the id, as metrics know it. */
  long key() {
    return key(id());
  }

  static long key(BlockId id) {
    return FakeKeys.word(id.bytes(), 0);
  }
}
