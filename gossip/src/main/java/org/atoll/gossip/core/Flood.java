package org.atoll.gossip.core;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.atoll.gossip.PeerId;
import org.atoll.sdk.value.Hash32;

/** Forward once: every message that is new goes to all neighbours but the one it came from. Single-threaded. */
public final class Flood {
  private final SeenFilter seen;

  public Flood(SeenFilter seen) {
    this.seen = seen;
  }

  /** For a message of this node's own: its copies that come back are not new. */
  public List<PeerId> originate(Hash32 message, Collection<PeerId> peers) {
    seen.add(message);
    return List.copyOf(peers);
  }

  /**
   * Where a verified message goes.
   *
   * @return empty when it was seen before; else the peers to forward it to, in their order
   */
  public Optional<List<PeerId>> forward(Hash32 message, PeerId from, Collection<PeerId> peers) {
    return seen.add(message)
        ? Optional.of(peers.stream().filter(peer -> !Objects.equals(peer, from)).toList())
        : Optional.empty();
  }
}
