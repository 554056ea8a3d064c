package org.atoll.gateway.chain;

import java.math.BigInteger;
import java.util.List;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * A block as Ethereum sees it.
 *
 * @param headerBytes the header's RLP
 * @param size RLP length of the whole block in bytes
 * @param contents its transactions, as far as they were asked for
 * @param uncles of imported proof-of-work chains; else none
 * @param withdrawals of imported proof-of-stake chains; else none
 */
public record EthBlock(EthereumHeader header, Bytes headerBytes, Hash32 hash, long size, Contents contents,
    List<Hash32> uncles, List<Withdrawal> withdrawals) {
  public EthBlock {
    uncles = List.copyOf(uncles);
    withdrawals = List.copyOf(withdrawals);
  }

  /** What is known of a block's transactions. */
  public sealed interface Contents {
    /** Number of transactions. */
    int count();

    record Hashes(List<Hash32> hashes) implements Contents {
      @Override
      public int count() {
        return hashes.size();
      }
    }

    record Full(List<EthTransaction> transactions) implements Contents {
      @Override
      public int count() {
        return transactions.size();
      }
    }
  }

  /** How much of a block to read. */
  public enum Detail {
    HASHES,
    TRANSACTIONS,
    RECEIPTS
  }

  /** EIP-4895; amount in gwei. */
  public record Withdrawal(long index, long validatorIndex, EvmAddress address, BigInteger amount) {}
}
