package org.atoll.validator.chain;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.LogIndex;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.store.StepLog;
import org.atoll.validator.store.WriteBatch;

/** The store thread: one synced batch a block, in order. After a failed write it writes no more. */
final class Persister implements AutoCloseable {
  private static final long NO_GUARD = 0; // engine dev signs no votes

  private final StepLog steps;
  private final StateDatabase state;
  private final BlockStore blocks;
  private final LogIndex logs;
  private final Consumer<ChainBlock> onPersisted;
  private final Consumer<Throwable> onFatal;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(
      Thread.ofPlatform().name("store").daemon(true).factory());
  private boolean broken; // store thread only

  Persister(StepLog steps, StateDatabase state, BlockStore blocks, LogIndex logs,
      Consumer<ChainBlock> onPersisted, Consumer<Throwable> onFatal) {
    this.steps = steps;
    this.state = state;
    this.blocks = blocks;
    this.logs = logs;
    this.onPersisted = onPersisted;
    this.onFatal = onFatal;
  }

  void persist(ChainBlock block) {
    thread.execute(() -> {
      if (broken) {
        return; // its parent is not on disk
      }
      try {
        write(block);
        onPersisted.accept(block);
      } catch (Throwable failure) { // what is not on disk must never be shown
        broken = true;
        onFatal.accept(failure);
      }
    });
  }

  /** On the calling thread: for the genesis block, before anything runs. */
  void write(ChainBlock block) {
    var step = new WriteBatch();
    blocks.append(block.block(), step);
    logs.append(block.block(), step);
    state.finalise(block.state(), step);
    steps.commit(step, block.block().height(), block.block().id(), NO_GUARD);
    state.advance(block.state());
  }

  @Override
  public void close() throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
      thread.shutdownNow();
    }
  }
}
