package org.atoll.gossip.core;

import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.PeerId;

/** What {@link Peering} wants done, in this order. */
public sealed interface PeeringEffect {
  /** Connect and shake hands; ends in {@link PeeringEvent.Opened} or {@link PeeringEvent.Closed}. */
  record Dial(long link, PeerAddress address) implements PeeringEffect {}

  record Say(long link, Control control) implements PeeringEffect {}

  /** Say goodbye and cut. No event about this link is awaited. */
  record Cut(long link, String why) implements PeeringEffect {}

  /** Messages may flow on this link. */
  record Up(long link, PeerId peer, boolean outbound) implements PeeringEffect {}

  record Down(long link, PeerId peer, String why) implements PeeringEffect {}
}
