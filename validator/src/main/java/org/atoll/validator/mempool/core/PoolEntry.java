package org.atoll.validator.mempool.core;

import java.math.BigInteger;
import java.util.Comparator;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.ethereum.EthereumTransaction;

/** A batch in the pool. Identity counts, not content. */
final class PoolEntry {
  /** Better tips first, then first come first served. */
  static final Comparator<PoolEntry> ORDER =
      Comparator.comparing((PoolEntry entry) -> entry.tip).reversed().thenComparingLong(entry -> entry.sequence);

  final BatchView batch;
  final BigInteger tip;
  final BigInteger cost;
  final long sequence;
  final long arrivedMillis;
  boolean taken;
  /** How often a processor failed on this batch alone. */
  int failures;
  /** Not offered before; 0: at any time. */
  long asideUntilMillis;

  /** @param cost most the sender may have to pay, wei */
  PoolEntry(BatchView batch, BigInteger tip, BigInteger cost, long sequence, long arrivedMillis) {
    this.batch = batch;
    this.tip = tip;
    this.cost = cost;
    this.sequence = sequence;
    this.arrivedMillis = arrivedMillis;
  }

  int bytes() {
    return batch.body().size();
  }

  String family() {
    return batch.transactions().getFirst().family();
  }

  boolean isAside() {
    return asideUntilMillis != 0;
  }

  boolean isEthereum() {
    return batch.transactions().getFirst().ethereum().isPresent();
  }

  EthereumTransaction ethereum() {
    return batch.transactions().getFirst().ethereum().orElseThrow();
  }

  long nonce() {
    return ethereum().nonce();
  }

  /** Last height at which all its transactions may be in a block. */
  long lastHeight() {
    return batch.transactions().stream().mapToLong(tx -> tx.expiryHeight() == 0 ? Long.MAX_VALUE : tx.expiryHeight())
        .min().orElse(Long.MAX_VALUE);
  }
}
