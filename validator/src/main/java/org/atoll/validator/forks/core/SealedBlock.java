package org.atoll.validator.forks.core;

import java.util.List;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.mempool.core.HeadView;
import org.atoll.validator.mempool.core.PoolRules;

/**
 * A block that was executed here, with what the mempool needs once it is the head.
 *
 * @param next what the block after it will ask of transactions
 * @param changedAccounts accounts whose record this block changed
 */
public record SealedBlock(ExecutedBlock block, PoolRules next, HeadView view, List<EvmAddress> changedAccounts) {
  public SealedBlock {
    changedAccounts = List.copyOf(changedAccounts);
  }
}
