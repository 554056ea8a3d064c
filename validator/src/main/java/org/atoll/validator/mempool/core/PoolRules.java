package org.atoll.validator.mempool.core;

import java.math.BigInteger;
import org.atoll.sdk.ethereum.Fork;

/**
 * What the next block will ask of a transaction.
 *
 * @param nextHeight of the block after the head
 * @param minTip wei per gas a transaction has to leave above the base fee
 */
public record PoolRules(long chainId, long nextHeight, Fork fork, BigInteger baseFee, long gasLimit, boolean freeGas,
    BigInteger minTip, boolean allowUnprotected) {}
