package org.atoll.gateway.chain;

import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.value.Hash32;

/**
 * A log with its place in the chain.
 *
 * @param blockTimestampSeconds since 1970
 * @param logIndex within the block
 * @param removed whether its block was dropped by a reorganisation
 */
public record LogEntry(Log log, Hash32 blockHash, long blockNumber, long blockTimestampSeconds, Hash32 transactionHash,
    int transactionIndex, int logIndex, boolean removed) {}
