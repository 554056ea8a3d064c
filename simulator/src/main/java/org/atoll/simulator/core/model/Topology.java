package org.atoll.simulator.core.model;

import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Who is linked with whom. */
public final class Topology {
  private Topology() {}

  /** Everybody with everybody else. Row {@code k} holds the peers of node {@code k}, ascending. */
  public static int[][] mesh(int nodes) {
    return IntStream.range(0, nodes)
        .mapToObj(node -> IntStream.range(0, nodes).filter(peer -> peer != node).toArray())
        .toArray(int[][]::new);
  }

  /** {@code degree / 2} random rings over all nodes: connected, and nobody has more than {@code degree} peers. */
  public static int[][] rings(int nodes, int degree, SplittableRandom random) {
    if (degree < 2 || degree >= nodes - 1) {
      return mesh(nodes);
    }
    var peers = IntStream.range(0, nodes).mapToObj(node -> new TreeSet<Integer>()).toList();
    for (int ring = 0; ring < degree / 2; ring++) {
      var order = shuffled(nodes, random);
      for (int at = 0; at < nodes; at++) {
        int one = order[at];
        int other = order[(at + 1) % nodes];
        peers.get(one).add(other);
        peers.get(other).add(one);
      }
    }
    return peers.stream().map(set -> set.stream().mapToInt(Integer::intValue).toArray()).toArray(int[][]::new);
  }

  /** 0 to {@code count − 1} in random order. */
  public static int[] shuffled(int count, SplittableRandom random) {
    var order = IntStream.range(0, count).toArray();
    for (int at = count - 1; at > 0; at--) {
      int other = random.nextInt(at + 1);
      int kept = order[at];
      order[at] = order[other];
      order[other] = kept;
    }
    return order;
  }
}
