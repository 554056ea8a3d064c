package org.atoll.cli.network;

import java.util.ArrayList;

/**
 * Where the fault proxies of a network listen: one for each ordered pair of nodes, those of nodes yet to come included.
 *
 * @param first port of them all
 */
record ProxyPorts(int first) {
  static final int MOST_NODES = 32;
  static final int COUNT = MOST_NODES * MOST_NODES;
  private static final int USUAL_RPC = 8_545;
  private static final int USUAL = 10_000;
  private static final int ABOVE_RPC = 300;

  static int firstFor(int rpcPort) {
    return rpcPort == USUAL_RPC ? USUAL : rpcPort + ABOVE_RPC;
  }

  /** Where node {@code from} dials to reach node {@code to}. */
  int of(int from, int to) {
    return first + from * MOST_NODES + to;
  }

  static String link(int from, int to) {
    return from + ">" + to;
  }

  /** Text of setting {@code p2p.dial-rewrite} for a node. */
  String rewrite(NetworkFile file, int from) {
    int peerPorts = file.nodes().getFirst().peerPort();
    var entries = new ArrayList<String>();
    for (int to = 0; to < MOST_NODES; to++) {
      if (to != from) {
        entries.add("127.0.0.1:" + (peerPorts + to) + "=127.0.0.1:" + of(from, to));
      }
    }
    return String.join(",", entries);
  }
}
