package org.atoll.gossip;

import java.util.Optional;

/**
 * A link and who is at its end.
 *
 * @param peered whether messages flow; else only connected
 * @param remote IP literal the link goes to or comes from
 * @param latencyMillis round trip of the last ping, −1 before the first
 * @param standing 1 to 100
 * @param queued messages waiting to be sent
 * @param address what the node says of itself or the configuration of it; empty when it listens nowhere
 */
public record PeerStatus(PeerId id, boolean peered, boolean outbound, boolean member, String remote,
    long latencyMillis, int standing, int queued, Optional<PeerAddress> address) {}
