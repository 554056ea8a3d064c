package org.atoll.sdk.processor;

import java.math.BigInteger;
import java.util.Map;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * All a handler may know of the world outside state.
 *
 * @param timestampMillis the block's own time
 * @param chainTag 32 bytes that differ between any two chains
 * @param feeRecipient account the block's fees go to
 * @param gasLimit of the block
 * @param baseFee wei per gas
 * @param randomness known one block ahead, so not for lotteries
 * @param certifiedHeight newest height proved final by certificates carried up to the parent
 * @param settings on-chain settings that begin with the family's name, such as {@code evm.forks}
 */
public record BlockContext(long height, long timestampMillis, long chainId, Bytes chainTag, EvmAddress feeRecipient,
    long gasLimit, BigInteger baseFee, Hash32 randomness, long certifiedHeight, BlockId parentId,
    Map<String, String> settings) {
  public BlockContext {
    if (height < 0) {
      throw new IllegalArgumentException("height must not be negative: " + height);
    }
    if (baseFee.signum() < 0) {
      throw new IllegalArgumentException("base fee must not be negative: " + baseFee);
    }
    settings = Map.copyOf(settings);
  }

  /** Seconds since 1970, rounded down: what contracts see. */
  public long timestampSeconds() {
    return timestampMillis / 1000;
  }
}
