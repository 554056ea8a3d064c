package org.atoll.sdk.engine;

import org.atoll.sdk.value.Hash32;

/**
 * A span of heights with a fixed member set.
 *
 * @param epoch its number, from 0
 * @param firstHeight first height in it
 * @param lastHeight last height in it
 * @param seed randomness all forks agree on; 32 bytes
 */
public record EpochView(long epoch, long firstHeight, long lastHeight, Hash32 seed, MemberSet members) {}
