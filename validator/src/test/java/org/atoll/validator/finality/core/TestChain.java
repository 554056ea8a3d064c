package org.atoll.validator.finality.core;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.BlockId;

/** One node's blocks. */
final class TestChain implements FinalityChain {
  static final TestBlock GENESIS = new TestBlock(Fakes.block(0, 0), BlockId.NONE, -1, null);

  final Map<BlockId, TestBlock> ready = new HashMap<>();
  private final MemberSet members;
  private final int epochBlocks;
  private final Map<Long, EpochView> epochs = new HashMap<>();
  BlockRef head = GENESIS.ref();
  BlockRef lastFinal = GENESIS.ref();
  Set<PublicKey> convicted = Set.of();

  /**
   * A block of the tests.
   *
   * @param carried null when it carries none
   */
  record TestBlock(BlockRef ref, BlockId parent, int producer, Certificate carried) {}

  TestChain(MemberSet members, int epochBlocks) {
    this.members = members;
    this.epochBlocks = epochBlocks;
    ready.put(GENESIS.ref().id(), GENESIS);
  }

  /** True if the head moved. */
  boolean add(TestBlock block) {
    ready.put(block.ref().id(), block);
    return choose(block.ref());
  }

  /** True if the head moved. */
  boolean finalise(BlockRef block) {
    lastFinal = block;
    if (descends(head)) {
      return false;
    }
    head = block;
    ready.values().forEach(other -> choose(other.ref()));
    return true;
  }

  private boolean choose(BlockRef block) {
    boolean better = descends(block) && (block.height() > head.height()
        || (block.height() == head.height() && block.id().compareTo(head.id()) < 0));
    if (better) {
      head = block;
    }
    return better;
  }

  private boolean descends(BlockRef block) {
    return ancestor(block.id(), lastFinal.height()).filter(lastFinal.id()::equals).isPresent();
  }

  @Override
  public BlockRef head() {
    return head;
  }

  @Override
  public OptionalLong height(BlockId id) {
    var block = ready.get(id);
    return block == null ? OptionalLong.empty() : OptionalLong.of(block.ref().height());
  }

  @Override
  public Optional<BlockId> ancestor(BlockId id, long height) {
    var block = ready.get(id);
    while (block != null && block.ref().height() > height) {
      block = ready.get(block.parent());
    }
    return block == null || block.ref().height() < height ? Optional.empty() : Optional.of(block.ref().id());
  }

  @Override
  public Optional<EpochView> epoch(long epoch) {
    return Optional.of(epochs.computeIfAbsent(epoch, e -> Fakes.epoch(e, epochBlocks, members)));
  }

  @Override
  public Optional<EpochView> epochAt(long height) {
    return epoch((height - 1) / epochBlocks);
  }

  @Override
  public Activity activity(BlockId decided, int seenBlocks) {
    Set<PublicKey> seen = new HashSet<>();
    var block = ready.get(decided);
    for (int k = 0; k < seenBlocks && block != null && block.producer() >= 0; k++) {
      seen.add(members.get(block.producer()).key());
      if (block.carried() != null) {
        for (int member : block.carried().signers().indexes()) {
          seen.add(members.get(member).key());
        }
      }
      block = ready.get(block.parent());
    }
    return new Activity(seen, convicted);
  }
}
