package org.atoll.validator.mempool.core;

/**
 * @param perSender batches of one sender
 * @param nonceGap how far ahead of the next nonce a transaction may be
 */
public record PoolLimits(int maxBatches, long maxBytes, int perSender, int nonceGap, long expiryMillis) {
  public static PoolLimits defaults() {
    return new PoolLimits(100_000, 256L << 20, 2_048, 1_024, 600_000);
  }
}
