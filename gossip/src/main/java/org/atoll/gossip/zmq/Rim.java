package org.atoll.gossip.zmq;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.atoll.gossip.PeerListener;
import org.atoll.gossip.core.Handshake;
import org.atoll.gossip.core.MessageTypes;
import org.atoll.gossip.core.PeerRecord;
import org.atoll.sdk.value.Bytes;

/**
 * What the parts of the rim share.
 *
 * @param own this node's record, if it listens where others can reach it
 * @param random a {@link java.security.SecureRandom}: nonces come from it
 */
record Rim(GossipOptions options, Handshake.Local local, Optional<PeerRecord> own, MessageTypes types,
    PeerListener listener, Counters counters, RandomGenerator random) {
  Bytes nonce() {
    var nonce = new byte[32];
    random.nextBytes(nonce);
    return Bytes.wrap(nonce);
  }
}
