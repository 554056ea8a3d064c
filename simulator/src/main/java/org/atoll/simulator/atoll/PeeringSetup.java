package org.atoll.simulator.atoll;

import java.util.List;
import java.util.stream.IntStream;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.core.PeeringLimits;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.Bytes;
import org.atoll.simulator.scenario.PeeringSpec;

/** What the nodes of a run are told about each other at their start. */
final class PeeringSetup {
  private static final int PORT = 7_700;
  private static final int SUBNETS = 250;
  private static final Bytes CURVE = Bytes.wrap(new byte[32]);

  private final PeeringSpec spec;
  private final List<PeerAddress> addresses;
  private final PeeringLimits limits;

  /** @param keys by number of the node */
  PeeringSetup(PeeringSpec spec, List<PublicKey> keys) {
    this.spec = spec;
    addresses = IntStream.range(0, keys.size())
        .mapToObj(node -> new PeerAddress(keys.get(node), CURVE, new Endpoint(host(node), PORT))).toList();
    limits = switch (spec.shape()) {
      case DISCOVERY -> PeeringLimits.of(spec.min(), spec.max());
      case MESH -> PeeringLimits.of(Math.min(spec.min(), keys.size() - 1), Math.max(spec.max(), 2 * keys.size()));
      case GRAPH -> PeeringLimits.of(0, Math.max(spec.max(), 2 * keys.size()));
    };
  }

  /** Each in a network of its own. */
  static String host(int node) {
    return "10." + node / SUBNETS + "." + node % SUBNETS + ".1";
  }

  PeeringLimits limits() {
    return limits;
  }

  PeerAddress address(int node) {
    return addresses.get(node);
  }

  /** Whom a node learns others from. */
  List<PeerAddress> bootstrap(int self) {
    return switch (spec.shape()) {
      case DISCOVERY -> spec.bootstrap().stream().filter(node -> node != self).map(addresses::get).toList();
      case MESH, GRAPH -> List.of();
    };
  }

  /** Whom a node is always linked with, as its operator says. */
  List<PeerAddress> always(int[] neighbours) {
    return switch (spec.shape()) {
      case DISCOVERY -> List.of();
      case MESH, GRAPH -> IntStream.of(neighbours).mapToObj(addresses::get).toList();
    };
  }

  /** Whether nodes also link as the chain wants; not in a graph that is given. */
  boolean heedsChain() {
    return switch (spec.shape()) {
      case DISCOVERY, MESH -> true;
      case GRAPH -> false;
    };
  }
}
