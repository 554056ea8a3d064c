package org.atoll.gossip.zmq;

import java.util.Set;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.Lane;
import org.atoll.gossip.PeerId;
import org.atoll.gossip.core.PeeringEvent;
import org.atoll.sdk.value.Bytes;

/** What other threads want of the socket thread. */
sealed interface Request {
  /** An application message. */
  sealed interface Post extends Request {
    Lane lane();

    Bytes body();
  }

  record Broadcast(Lane lane, int type, Bytes body, Set<PeerId> except) implements Post {}

  record Send(PeerId to, Lane lane, int type, Bytes body) implements Post {}

  record Tell(PeeringEvent event) implements Request {}

  /** A name was looked up: {@code host} is the literal for that of {@code to}. */
  record Resolved(long link, Endpoint to, String host) implements Request {}

  /** An outgoing connection failed or ended. */
  record Lost(long link, String why) implements Request {}

  /** JeroMQ's own thread ended: nothing will arrive any more. */
  record Broken(Throwable cause) implements Request {}

  /** An incoming connection ended. */
  record Gone(String remote) implements Request {}
}
