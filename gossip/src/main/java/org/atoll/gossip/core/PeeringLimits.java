package org.atoll.gossip.core;

/**
 * How many links a node wants and bears. Direct links between members come on top.
 *
 * @param minPeers looks for more below this
 * @param maxPeers refuses peering from here on
 * @param reservedOutbound of {@code maxPeers}, places that incoming links cannot take
 * @param plainLinks connections without peering answered at a time, so that others can learn the topology
 * @param perGroup peers that are not members, per IPv4 /24 or IPv6 /48
 */
public record PeeringLimits(int minPeers, int maxPeers, int reservedOutbound, int plainLinks, int perGroup) {
  public static final PeeringLimits DEFAULT = new PeeringLimits(8, 32, 8, 32, 8);

  public PeeringLimits {
    if (minPeers < 0 || maxPeers < 1 || minPeers > maxPeers) {
      throw new IllegalArgumentException("0 <= min-peers <= max-peers expected: " + minPeers + ", " + maxPeers);
    }
    if (reservedOutbound < 0 || plainLinks < 0 || perGroup < 1) {
      throw new IllegalArgumentException("limits must not be negative, perGroup not 0");
    }
    reservedOutbound = Math.min(reservedOutbound, maxPeers / 2);
  }

  /** Peers that one organisation may have, besides direct links between members. */
  int perOrganisation() {
    return Math.max(2, maxPeers / 3);
  }

  /** The defaults with other numbers of peers. */
  public static PeeringLimits of(int minPeers, int maxPeers) {
    return new PeeringLimits(minPeers, maxPeers, DEFAULT.reservedOutbound, DEFAULT.plainLinks, DEFAULT.perGroup);
  }
}
