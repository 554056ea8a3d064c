package org.atoll.gateway.chain;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * Outcome of one Ethereum transaction.
 *
 * @param status 1 applied, 0 reverted
 * @param root state root instead of the status, before Byzantium; only imported chains have it
 * @param effectiveGasPrice wei
 * @param created the contract created, if that is what the transaction asked for
 * @param firstLogIndex index within the block of the first log here
 */
public record EthReceipt(int status, Optional<Hash32> root, long gasUsed, long cumulativeGasUsed,
    BigInteger effectiveGasPrice, Optional<EvmAddress> created, List<Log> logs, int firstLogIndex) {
  public EthReceipt {
    logs = List.copyOf(logs);
  }
}
