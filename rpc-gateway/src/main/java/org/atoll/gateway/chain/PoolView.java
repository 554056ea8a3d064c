package org.atoll.gateway.chain;

import java.util.List;
import java.util.OptionalLong;

/**
 * The pool, or one sender's lane of it.
 *
 * @param pending transactions ready to be in the next block
 * @param queued transactions waiting for an earlier nonce
 * @param nextNonce of the sender, after its lane
 * @param transactions of the sender, by nonce
 */
public record PoolView(long pending, long queued, OptionalLong nextNonce, List<EthTransaction> transactions) {
  public PoolView {
    transactions = List.copyOf(transactions);
  }
}
