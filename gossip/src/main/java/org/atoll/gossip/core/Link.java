package org.atoll.gossip.core;

import java.util.Optional;
import org.atoll.gossip.PeerId;
import org.atoll.sdk.value.Bytes;

/** One link as {@link Peering} sees it. */
final class Link {
  enum State { DIALING, CONNECTED, PEERED }

  final long id;
  final PeerId peer;
  final boolean outbound;
  State state;
  boolean direct; // counts for no limit
  String host = "";
  String group = "";
  Bytes instance = Bytes.EMPTY;
  Optional<PeerRecord> record = Optional.empty();
  TokenBucket requests;
  long sinceMillis;
  long heardMillis;
  long pingedMillis;
  long pingNonce;
  long latencyMillis = -1;
  boolean awaitsAccept;
  boolean awaitsReply;
  boolean refused; // by the other end: it serves for one question more
  long askedMillis;

  Link(long id, PeerId peer, boolean outbound, State state, long nowMillis) {
    this.id = id;
    this.peer = peer;
    this.outbound = outbound;
    this.state = state;
    this.sinceMillis = nowMillis;
    this.heardMillis = nowMillis;
    this.pingedMillis = nowMillis;
    this.askedMillis = Long.MIN_VALUE / 2;
    this.requests = new TokenBucket(2, 4, nowMillis);
  }

  boolean isPeered() {
    return state == State.PEERED;
  }

  boolean isOpen() {
    return state != State.DIALING;
  }
}
