package org.atoll.sdk.engine;

import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/**
 * What an engine sees of a block.
 *
 * @param consensus the engine's own bytes, 4 096 at most
 */
public record Header(BlockId id, BlockId parentId, long height, long timestampMillis, PublicKey producer,
    Bytes consensus) {}
