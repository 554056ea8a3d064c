package org.atoll.simulator.atoll;

import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.simulator.core.world.NodeContext;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.LogIndex;
import org.atoll.validator.chain.FinalStep;
import org.atoll.validator.chain.StoredBlocks;
import org.atoll.validator.store.StepLog;
import org.atoll.validator.store.StoreException;
import org.atoll.validator.store.Sync;

/** A node's store as one process has it open. */
record OpenStore(FaultyStore store, StepLog steps, BlockStore blocks, LogIndex logs, StoredBlocks stored) {
  /**
   * Opens it as the validator does: the step records are checked, genesis is written where there is none.
   *
   * @throws IllegalStateException when something that was synced is missing
   */
  static OpenStore open(FaultyStore store, KnownBlock genesis, NodeContext world) {
    try {
      var steps = StepLog.open(store);
      if (store.tip().isPresent()) {
        steps.requireUpTo(store.tip().get());
      }
      var blocks = new BlockStore(store);
      var opened = new OpenStore(store, steps, blocks, new LogIndex(store), new StoredBlocks(blocks));
      if (blocks.headHeight().isEmpty()) {
        opened.begin(genesis, world);
      }
      return opened;
    } catch (StoreException lost) {
      throw new IllegalStateException("node " + world.self() + " cannot open its store: " + lost.getMessage(), lost);
    }
  }

  private void begin(KnownBlock genesis, NodeContext world) {
    var rows = new FinalStep(blocks, logs);
    rows.add(genesis.block(), batch -> {});
    var step = rows.seal(steps);
    store.write(rows.batch(), Sync.SYNCED);
    world.compact(List.of(StoreThread.STORED));
    store.settle();
    steps.written(step, 0);
  }

  KnownBlock lastFinal(Ledger ledger) {
    return ledger.known(blocks.idAt(stored.finalHeight()));
  }

  /** Accepted batches that are in no final block, oldest first. */
  List<BatchView> accepted(NodeContext world) {
    var accepted = new ArrayList<BatchView>();
    for (var record : world.stored()) {
      if (record instanceof StoreThread.Accepted(var batches)) {
        batches.stream().filter(batch -> blocks.placeOf(batch.id()).isEmpty()).forEach(accepted::add);
      }
    }
    return accepted;
  }
}
