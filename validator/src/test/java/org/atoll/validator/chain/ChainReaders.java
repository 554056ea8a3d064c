package org.atoll.validator.chain;

import java.util.List;
import java.util.Map;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.block.LogIndex;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.execution.Lineage;
import org.atoll.validator.processor.ChangeLog;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.state.StateOptions;
import org.atoll.validator.state.TreeScheme;
import org.atoll.validator.store.MemoryStore;
import org.atoll.validator.store.Sync;
import org.atoll.validator.store.WriteBatch;
import org.atoll.validator.testing.Batches;

/** Readers of chains whose blocks a test made up. */
public final class ChainReaders {
  private ChainReaders() {}

  /** @param inMemory how many of the last blocks are not read from the store */
  public static ChainReader of(List<ExecutedBlock> chain, int inMemory, Map<String, String> settings) {
    var store = new MemoryStore();
    var blocks = new BlockStore(store);
    var logs = new LogIndex(store);
    for (var block : chain) {
      var step = new WriteBatch();
      blocks.append(block, step);
      logs.append(block, step);
      store.write(step, Sync.SYNCED);
    }
    var state = StateDatabase.open(store, Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT), new StateOptions(10, 1 << 20));
    var recent = new RecentBlocks();
    ChainBlock head = null;
    for (var block : chain) {
      head = new ChainBlock(block, state.base(), ChangeLog.first(), ChainSettings.parse(settings),
          Lineage.root(block));
      if (block.height() >= chain.size() - Math.max(1, inMemory)) {
        recent.add(block);
      }
    }
    return new ChainReader(Batches.CHAIN_ID, Bytes.EMPTY, blocks, logs, state, recent,
        java.util.Objects.requireNonNull(head));
  }
}
