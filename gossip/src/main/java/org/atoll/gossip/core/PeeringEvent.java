package org.atoll.gossip.core;

import java.util.Set;
import org.atoll.gossip.Offence;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.PeerId;
import org.atoll.sdk.value.Bytes;

/** What {@link Peering} is told. Link numbers: positive ones it gave itself with a dial, the rim gives negative ones. */
public sealed interface PeeringEvent {
  /** Time passes; wanted every 250 to 1 000 ms. */
  record Tick() implements PeeringEvent {}

  /**
   * The handshake is done.
   *
   * @param instance tells one run of the remote process from the next
   * @param host IP literal of the other end
   */
  record Opened(long link, PeerId peer, boolean outbound, Bytes instance, String host) implements PeeringEvent {}

  /** The link is gone or never came to be. Ignored for links already closed. */
  record Closed(long link, String why) implements PeeringEvent {}

  record Said(long link, Control control) implements PeeringEvent {}

  record Offended(PeerId peer, Offence offence) implements PeeringEvent {}

  /** @param direct those of them to be linked with without regard to any limit */
  record Members(Set<PeerId> members, Set<PeerId> direct) implements PeeringEvent {
    public Members {
      members = Set.copyOf(members);
      direct = Set.copyOf(direct);
    }
  }

  /** A node to learn others from; kept in the book for ever. */
  record AddBootstrap(PeerAddress address) implements PeeringEvent {}

  /** A node to be peered with always. */
  record AddStatic(PeerAddress address) implements PeeringEvent {}

  record Ban(PeerId peer) implements PeeringEvent {}

  record Unban(PeerId peer) implements PeeringEvent {}
}
