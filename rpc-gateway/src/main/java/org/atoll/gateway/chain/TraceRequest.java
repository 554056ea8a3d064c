package org.atoll.gateway.chain;

import java.time.Duration;
import org.atoll.sdk.proto.EvmTrace;

/**
 * What to trace, and on which state.
 *
 * @param before whether on the state with which the block's first transaction began, instead of that after the block
 * @param timeout after which there is an error instead
 */
public record TraceRequest(BlockRef block, boolean before, EvmTrace trace, Duration timeout) {}
