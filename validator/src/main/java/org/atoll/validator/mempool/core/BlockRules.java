package org.atoll.validator.mempool.core;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.TransactionId;

/**
 * What a block on one parent may hold, whoever made it: the rules of admission that are not the processors' to check.
 * Remembers what it let through. Used by one thread.
 */
public final class BlockRules {
  private final PoolRules rules;
  private final HeadView parent;
  private final Set<TransactionId> inBlock = new HashSet<>();

  public BlockRules(PoolRules rules, HeadView parent) {
    this.rules = rules;
    this.parent = parent;
  }

  /** Empty when the batch may follow those let through before. */
  public Optional<Refusal> refuse(BatchView batch) {
    var ethereum = batch.transactions().getFirst().ethereum();
    if (ethereum.isPresent()) { // its nonce keeps it from being applied twice
      return EthereumRules.refuse(ethereum.get(), rules);
    }
    return parent.contains(batch.id()) ? Optional.of(Refusal.of(-32000, "already known"))
        : NativeRules.refuse(batch, rules, parent, inBlock::contains, Mempool.REFERENCE_WINDOW);
  }

  /** The batch was applied. */
  public void applied(BatchView batch) {
    batch.transactions().forEach(transaction -> inBlock.add(transaction.id()));
  }
}
