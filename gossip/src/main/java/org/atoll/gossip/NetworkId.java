package org.atoll.gossip;

import org.atoll.sdk.value.Hash32;

/**
 * Which ledger a node belongs to: both ends of a link have the same or there is no link.
 *
 * @param chainId as in the genesis
 * @param genesisId id of the genesis block
 */
public record NetworkId(long chainId, Hash32 genesisId) {}
