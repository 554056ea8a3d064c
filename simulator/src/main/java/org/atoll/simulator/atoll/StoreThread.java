package org.atoll.simulator.atoll;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.BlockId;
import org.atoll.simulator.core.world.Completion;
import org.atoll.simulator.core.world.NodeContext;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.chain.FinalStep;
import org.atoll.validator.chain.core.ChainEvent;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.store.Sync;
import org.atoll.validator.store.WriteBatch;

/**
 * The thread that writes a node's store, in virtual time: one batch at a time; what waits together is written together, as
 * the validator does. When the disk is full it tries again with {@link #retry}.
 */
final class StoreThread {
  /** A batch of the store in the disk's log. */
  static final Object STORED = new Object() {
    @Override
    public String toString() {
      return "batch";
    }
  };

  private static final int MAX_TOGETHER = 256;

  /** Batches that clients were told are accepted: the pool's journal. */
  record Accepted(List<BatchView> batches) {}

  private sealed interface Work {
    record Final(List<KnownBlock> blocks, Optional<Certificate> certificate, List<BlockId> dropped) implements Work {}

    record Unfinal(SignedHeader header, List<BatchView> batches) implements Work {}
  }

  /** Told when something is durable, with the node's time. */
  interface Durable {
    void happened(ChainEvent event, long nowMillis);
  }

  private final NodeContext world;
  private final OpenStore opened;
  private final LongSupplier guardSequence;
  private final Durable durable;
  private final Deque<Work> waiting = new ArrayDeque<>();
  private boolean busy;

  StoreThread(NodeContext world, OpenStore opened, LongSupplier guardSequence, Durable durable) {
    this.world = world;
    this.opened = opened;
    this.guardSequence = guardSequence;
    this.durable = durable;
  }

  void persist(List<KnownBlock> blocks, Optional<Certificate> certificate, List<BlockId> dropped) {
    waiting.add(new Work.Final(List.copyOf(blocks), certificate, List.copyOf(dropped)));
    retry();
  }

  void store(SignedHeader header, List<BatchView> batches) {
    waiting.add(new Work.Unfinal(header, batches));
    retry();
  }

  /** Without a sync: in the hands of the operating system. */
  void journal(List<BatchView> accepted) {
    if (!world.write(new Accepted(accepted), MessageSizes.size(accepted))) {
      world.record().count("journal_refused", 1);
    }
  }

  /** Goes on with what waits, if there is room. */
  void retry() {
    if (busy || waiting.isEmpty()) {
      return;
    }
    var run = run();
    switch (run.getFirst()) {
      case Work.Unfinal ignored -> writeUnfinal(run.stream().map(Work.Unfinal.class::cast).toList());
      case Work.Final ignored -> writeFinal(run.stream().map(Work.Final.class::cast).toList());
    }
  }

  /** What waits first, and all of its kind behind it. */
  private List<Work> run() {
    var run = new ArrayList<Work>();
    for (var work : waiting) {
      if (run.size() == MAX_TOGETHER || !run.isEmpty() && work.getClass() != run.getFirst().getClass()) {
        break;
      }
      run.add(work);
    }
    return run;
  }

  private void writeUnfinal(List<Work.Unfinal> blocks) {
    var batch = new WriteBatch();
    blocks.forEach(block -> BlockStore.putUnfinal(block.header(), block.batches(), batch));
    write(batch, blocks.size(), now ->
        blocks.forEach(block -> durable.happened(new ChainEvent.Stored(block.header().id()), now)));
  }

  private void writeFinal(List<Work.Final> decisions) {
    var rows = new FinalStep(opened.blocks(), opened.logs());
    for (var decision : decisions) {
      decision.blocks().forEach(block -> rows.add(block.block(), batch -> {})); // state is the ledger's
      rows.decided(decision.certificate(), decision.dropped());
    }
    long sequence = guardSequence.getAsLong();
    var step = rows.seal(opened.steps());
    write(rows.batch(), decisions.size(), now -> {
      opened.steps().written(step, sequence);
      decisions.forEach(decision ->
          durable.happened(new ChainEvent.Persisted(decision.blocks().getLast().id()), now));
    });
  }

  private void write(WriteBatch batch, int works, Completion then) {
    if (!world.write(STORED, Math.toIntExact(batch.bytes()))) {
      return;
    }
    opened.store().write(batch, Sync.SYNCED);
    for (int done = 0; done < works; done++) {
      waiting.remove();
    }
    busy = true;
    world.sync(now -> {
      opened.store().settle();
      busy = false;
      then.done(now);
      retry();
    });
  }
}
