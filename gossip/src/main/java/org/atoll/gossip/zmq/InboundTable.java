package org.atoll.gossip.zmq;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.value.Bytes;

/**
 * Which incoming connection is which link. A connection is known by its address and port, by the routing id its frames
 * carry and by its CURVE key, and all must stay what they were: a routing id alone is the other end's choice. Socket
 * thread only.
 */
final class InboundTable {
  /** Whose a frame is. */
  sealed interface Found {
    record Known(Wire wire) implements Found {}

    /** Of a link already given up. */
    record Retired() implements Found {}

    record Stranger() implements Found {}
  }

  private record Entry(Bytes routingId, String user, Wire wire) {}

  private final Map<String, Entry> byRemote = new HashMap<>();

  Found find(Sockets.Incoming incoming) {
    var entry = byRemote.get(incoming.remote());
    if (entry == null) {
      return new Found.Stranger();
    }
    boolean same = entry.routingId.equals(incoming.routingId()) && entry.user.equals(incoming.user());
    if (!same) {
      return new Found.Stranger(); // the old connection ended, its port was taken again before we heard of it
    }
    return entry.wire.isRetired() ? new Found.Retired() : new Found.Known(entry.wire);
  }

  void add(Sockets.Incoming incoming, Wire wire) {
    byRemote.put(incoming.remote(), new Entry(incoming.routingId(), incoming.user(), wire));
  }

  Optional<Wire> byRemote(String remote) {
    return Optional.ofNullable(byRemote.get(remote)).map(entry -> entry.wire);
  }

  /** The connection has ended. */
  void forget(String remote) {
    byRemote.remove(remote);
  }
}
