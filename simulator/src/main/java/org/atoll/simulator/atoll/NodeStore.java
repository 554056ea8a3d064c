package org.atoll.simulator.atoll;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BareBlock;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.forks.core.FinalHeaders;
import org.atoll.validator.peer.core.FinalBlocks;

/** What a node finds on its disk: final blocks with their certificates, unfinal blocks, accepted batches. One thread. */
final class NodeStore implements FinalBlocks.Source, FinalHeaders.Archive {
  /** A record on disk. */
  sealed interface Entry {
    /** The first: the folder was made. */
    record Begin() implements Entry {}

    record Unfinal(SignedHeader header, List<BatchView> batches) implements Entry {}

    /**
     * These blocks are final, lowest first.
     *
     * @param guardSequence of the votes' guard at that time
     */
    record Step(List<KnownBlock> blocks, Optional<Certificate> certificate, List<BlockId> dropped, long guardSequence)
        implements Entry {}

    /** Batches that clients were told are accepted. */
    record Accepted(List<BatchView> batches) implements Entry {}
  }

  private final List<KnownBlock> finals = new ArrayList<>(); // by height
  private final Map<BlockId, Long> heights = new HashMap<>(); // never iterated
  private final TreeMap<Long, Certificate> byHeight = new TreeMap<>();
  private final Map<Long, Certificate> byInstance = new HashMap<>(); // never iterated
  private final Map<BlockId, BlockStore.Unfinal> unfinal = new LinkedHashMap<>();
  private final Map<TransactionId, BatchView> accepted = new LinkedHashMap<>();
  private boolean begun;
  private long guardSequence;

  NodeStore(KnownBlock genesis) {
    add(genesis);
  }

  private void add(KnownBlock block) {
    finals.add(block);
    heights.put(block.id(), block.height());
  }

  /** The entry is on disk. */
  void apply(Entry entry) {
    switch (entry) {
      case Entry.Begin() -> begun = true;
      case Entry.Unfinal(var header, var batches) ->
          unfinal.put(header.id(), new BlockStore.Unfinal(header, batches));
      case Entry.Step(var blocks, var certificate, var dropped, var sequence) -> {
        for (var block : blocks) {
          if (block.height() != finals.size()) {
            throw new IllegalStateException("block " + block.height() + " after " + finalHeight());
          }
          add(block);
          unfinal.remove(block.id());
          block.batches().forEach(batch -> accepted.remove(batch.id()));
        }
        dropped.forEach(unfinal::remove);
        certificate.ifPresent(proof -> {
          byHeight.put(proof.block().height(), proof);
          byInstance.put(proof.instance(), proof);
        });
        guardSequence = sequence;
      }
      case Entry.Accepted(var batches) -> batches.forEach(batch -> accepted.put(batch.id(), batch));
    }
  }

  /** False on an empty disk. */
  boolean begun() {
    return begun;
  }

  KnownBlock lastFinal() {
    return finals.getLast();
  }

  Optional<KnownBlock> finalAt(long height) {
    return height < 0 || height >= finals.size() ? Optional.empty() : Optional.of(finals.get((int) height));
  }

  long guardSequence() {
    return guardSequence;
  }

  /** Lowest first. */
  List<BlockStore.Unfinal> unfinal() {
    var blocks = new ArrayList<>(unfinal.values());
    blocks.sort(Comparator.comparingLong(block -> block.header().height())); // stable
    return blocks;
  }

  /** Accepted batches that are in no final block. */
  List<BatchView> accepted() {
    return List.copyOf(accepted.values());
  }

  @Override
  public long finalHeight() {
    return lastFinal().height();
  }

  @Override
  public Optional<SignedHeader> header(long height) {
    return finalAt(height).map(block -> block.block().signed());
  }

  @Override
  public Optional<Long> heightOf(BlockId id) {
    return Optional.ofNullable(heights.get(id));
  }

  @Override
  public Optional<List<BatchView>> body(long height) {
    return finalAt(height).map(KnownBlock::batches);
  }

  @Override
  public Optional<BareBlock> bare(long height) {
    return finalAt(height).map(block -> new BareBlock(block.block().signed(), block.block().ethereum()));
  }

  @Override
  public Optional<Certificate> certificateUpTo(long height) {
    return Optional.ofNullable(byHeight.floorEntry(height)).map(Map.Entry::getValue);
  }

  @Override
  public Optional<Certificate> certificateFrom(long height) {
    return Optional.ofNullable(byHeight.ceilingEntry(height)).map(Map.Entry::getValue);
  }

  @Override
  public Optional<Certificate> certificate(long instance) {
    return Optional.ofNullable(byInstance.get(instance));
  }
}
