package org.atoll.gateway.chain;

/**
 * Where the chain stands.
 *
 * @param head height of the newest block
 * @param lastFinal height of the newest final block
 * @param oldestState lowest height whose state can be read
 * @param peers connected nodes
 */
public record ChainInfo(long chainId, long head, long lastFinal, long oldestState, int peers) {}
