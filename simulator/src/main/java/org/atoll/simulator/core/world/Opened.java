package org.atoll.simulator.core.world;

/**
 * A connection between two nodes.
 *
 * @param link this node's number for it: its own where it dialled, else negative
 * @param run tells one life of the other node, or of its twin, from the next
 */
public record Opened(long link, int peer, boolean outbound, long run) {}
