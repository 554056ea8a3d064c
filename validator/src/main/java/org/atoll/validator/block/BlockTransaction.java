package org.atoll.validator.block;

import java.util.List;
import org.atoll.sdk.envelope.TransactionView;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.proto.Receipt;
import org.atoll.sdk.value.Bytes;

/**
 * A transaction in a block, with its outcome.
 *
 * @param receiptBytes what the receipts root hashes
 * @param ethereumIndex index among the block's Ethereum transactions; -1 for others
 * @param cumulativeGasUsed by the block's Ethereum transactions up to and with this one
 * @param firstLogIndex block-wide index of its first log
 * @param logs EVM logs; empty for others
 */
public record BlockTransaction(TransactionView view, Receipt receipt, Bytes receiptBytes, int ethereumIndex,
    long cumulativeGasUsed, int firstLogIndex, List<Log> logs) {
  public boolean isEthereum() {
    return ethereumIndex >= 0;
  }
}
