package org.atoll.gossip;

import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.Bytes;

/**
 * What happens on the network. Called on the socket thread: implementations hand over and return at once. An exception
 * is a bug and stops the network.
 */
public interface PeerListener {
  /** Messages may flow. Calls for one peer alternate: up, down, up … */
  void peerUp(PeerId id, PublicKey nodeKey, boolean outbound);

  /** @param why for logs */
  void peerDown(PeerId id, String why);

  /** A whole message of a configured type and size, within budget, from a peer that is up. */
  void received(PeerId from, Lane lane, int type, Bytes body);
}
