package org.atoll.validator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.fault.FaultPlan;
import org.atoll.gossip.fault.FaultProxy;

/** How nodes reach each other: directly, or by a proxy between each two. */
final class Ways {
  private final List<PeerAddress> nodes;
  private final Map<String, Endpoint> ways = new HashMap<>();

  Ways(List<PeerAddress> nodes) {
    this.nodes = nodes;
  }

  /** What a node dials instead. */
  Endpoint rewrite(int node, Endpoint dialled) {
    for (int other = 0; other < nodes.size(); other++) {
      if (nodes.get(other).endpoint().equals(dialled)) {
        return ways.getOrDefault(node + "-" + other, dialled);
      }
    }
    return dialled;
  }

  void lead(FaultProxy proxy) throws Exception {
    for (int from = 0; from < nodes.size(); from++) {
      for (int to = 0; to < nodes.size(); to++) {
        if (from != to) {
          ways.put(from + "-" + to, proxy.add(from + "-" + to, nodes.get(to).endpoint()));
        }
      }
    }
  }

  void between(FaultProxy proxy, List<Integer> side, FaultPlan plan) {
    for (int from = 0; from < nodes.size(); from++) {
      for (int to = 0; to < nodes.size(); to++) {
        if (from != to && side.contains(from) != side.contains(to)) {
          proxy.plan(from + "-" + to, plan);
        }
      }
    }
  }
}
