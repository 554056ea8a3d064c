package org.atoll.gossip;

import java.util.Map;
import java.util.Set;

/**
 * Where nodes think little of each other.
 *
 * @param low nodes with less than half of their standing here, with what is left of 100; 0: banned
 * @param banning nodes that have banned this one, as far as they have said so
 */
public record Conduct(Map<PeerId, Integer> low, Set<PeerId> banning) {
  public static final Conduct GOOD = new Conduct(Map.of(), Set.of());

  public Conduct {
    low = Map.copyOf(low);
    banning = Set.copyOf(banning);
  }
}
