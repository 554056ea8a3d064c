package org.atoll.validator.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.BlockId;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.chain.core.Snapshot;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.store.Sync;
import org.atoll.validator.store.WriteBatch;

/**
 * The store thread: synced batches, in order; what waits together is written together. After a failed write it writes no
 * more.
 */
final class Persister implements AutoCloseable {
  private static final int MAX_TOGETHER = 256;

  /** Told on the store thread. */
  interface Listener {
    void persisted(ChainBlock last);

    void stored(BlockId id);

    /** The snapshot is the chain on disk now. */
    void imported(ChainBlock head, Certificate certificate);

    /** The snapshot is not what its block says; nothing has changed. */
    void importRefused(String why);
  }

  private sealed interface Work {
    /** Final blocks, lowest first. */
    record Final(List<ChainBlock> blocks, Optional<Certificate> certificate, List<BlockId> dropped) implements Work {}

    record Unfinal(SignedHeader header, List<BatchView> batches) implements Work {}

    record Proof(Pol pol, long oldestEpoch) implements Work {}

    record Import(Snapshot snapshot) implements Work {}

    record Close() implements Work {}
  }

  private final Chain.Storage storage;
  private final LongSupplier guardSequence;
  private final Listener listener;
  private final Consumer<Throwable> onFatal;
  private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>();
  private final Thread thread = Thread.ofPlatform().name("store").daemon(true).unstarted(this::run);

  Persister(Chain.Storage storage, LongSupplier guardSequence, Listener listener, Consumer<Throwable> onFatal) {
    this.storage = storage;
    this.guardSequence = guardSequence;
    this.listener = listener;
    this.onFatal = onFatal;
    thread.start();
  }

  void persist(List<ChainBlock> blocks, Optional<Certificate> certificate, List<BlockId> dropped) {
    queue.add(new Work.Final(List.copyOf(blocks), certificate, List.copyOf(dropped)));
  }

  void store(SignedHeader header, List<BatchView> batches) {
    queue.add(new Work.Unfinal(header, batches));
  }

  /** Nobody waits for it. */
  void keep(Pol pol, long oldestEpoch) {
    queue.add(new Work.Proof(pol, oldestEpoch));
  }

  void importSnapshot(Snapshot snapshot) {
    queue.add(new Work.Import(snapshot));
  }

  private void run() {
    try {
      var together = new ArrayList<Work>();
      while (true) {
        together.clear();
        together.add(queue.take());
        queue.drainTo(together, MAX_TOGETHER);
        boolean closing = together.removeIf(Work.Close.class::isInstance);
        write(together);
        if (closing) {
          return;
        }
      }
    } catch (InterruptedException stopped) { // nobody does
      Thread.currentThread().interrupt();
    } catch (Throwable failure) { // what is not on disk must never be shown
      onFatal.accept(failure);
    }
  }

  /** Runs of unfinal blocks in one batch; final ones, as far as they follow each other, in one step. */
  private void write(List<Work> together) {
    int from = 0;
    while (from < together.size()) {
      int to = from + 1;
      while (to < together.size() && together.get(to).getClass() == together.get(from).getClass()) {
        to++;
      }
      var run = together.subList(from, to);
      switch (run.getFirst()) {
        case Work.Final ignored -> writeFinal(run.stream().map(Work.Final.class::cast).toList());
        case Work.Unfinal ignored -> writeUnfinal(run.stream().map(Work.Unfinal.class::cast).toList());
        case Work.Proof ignored -> writeProofs(run.stream().map(Work.Proof.class::cast).toList());
        case Work.Import(var snapshot) -> writeSnapshot(snapshot);
        case Work.Close ignored -> throw new IllegalStateException("taken out before");
      }
      from = to;
    }
  }

  private void writeUnfinal(List<Work.Unfinal> blocks) {
    var batch = new WriteBatch();
    blocks.forEach(block -> BlockStore.putUnfinal(block.header(), block.batches(), batch));
    storage.store().write(batch, Sync.SYNCED);
    blocks.forEach(block -> listener.stored(block.header().id()));
  }

  private void writeProofs(List<Work.Proof> proofs) {
    var batch = new WriteBatch();
    new KeptPols(storage.store()).deleteBefore(proofs.getLast().oldestEpoch(), batch);
    proofs.forEach(proof -> KeptPols.put(proof.pol(), batch));
    storage.store().write(batch, Sync.SYNCED);
  }

  private void writeFinal(List<Work.Final> decisions) {
    var rows = new FinalStep(storage.blocks(), storage.logs());
    var written = new ArrayList<ChainBlock>();
    for (var decision : decisions) {
      for (var block : decision.blocks()) {
        rows.add(block.block(), batch -> storage.state().finalise(block.state(), batch));
        written.add(block);
      }
      rows.decided(decision.certificate(), decision.dropped());
    }
    long sequence = guardSequence.getAsLong();
    var step = rows.seal(storage.steps());
    storage.store().write(rows.batch(), Sync.SYNCED);
    storage.steps().written(step, sequence);
    written.forEach(block -> storage.state().advance(block.state()));
    decisions.forEach(decision -> listener.persisted(decision.blocks().getLast()));
  }

  private void writeSnapshot(Snapshot snapshot) {
    switch (new SnapshotImport(storage).run(snapshot, guardSequence.getAsLong())) {
      case SnapshotImport.Outcome.Done(var head) -> listener.imported(head, snapshot.certificate());
      case SnapshotImport.Outcome.Refused(var why) -> listener.importRefused(why);
    }
  }

  @Override
  public void close() throws InterruptedException {
    queue.add(new Work.Close());
    thread.join(5_000);
  }
}
