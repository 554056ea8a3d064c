package org.atoll.gateway.chain;

import java.math.BigInteger;
import java.util.Optional;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * An Ethereum transaction of a block or of the pool.
 *
 * @param raw as signed, EIP-2718
 * @param place where it is; empty while it waits in the pool
 */
public record EthTransaction(EthereumTransaction transaction, Bytes raw, Hash32 hash, EvmAddress sender,
    Optional<Place> place) {

  /**
   * A transaction's place in the chain.
   *
   * @param blockTimestampSeconds since 1970
   * @param baseFee of the block, wei; 0 also before London
   * @param receipt if it was asked for
   */
  public record Place(Hash32 blockHash, long blockNumber, long blockTimestampSeconds, int index, BigInteger baseFee,
      Optional<EthReceipt> receipt) {}
}
