package org.atoll.gossip.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.atoll.gossip.PeerId;
import org.atoll.gossip.core.SimulatedNetwork.SimNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The core in whole networks, seeded. */
class PeeringSimulationTest {
  @ParameterizedTest
  @CsvSource({"1, 50, 0", "2, 50, 15", "3, 50, 0", "4, 500, 150"})
  void everyoneFindsEnoughPeersAndTheGraphIsWhole(long seed, int size, int unreachable) {
    var network = grown(seed, size, unreachable, PeeringLimits.DEFAULT);

    network.runFor(60_000);

    assertWhole(network, PeeringLimits.DEFAULT);
  }

  @Test
  void heldAtTheMaximumThereIsStillAWayIn() {
    var limits = new PeeringLimits(4, 6, 2, 4, 8);
    var network = grown(5, 60, 10, limits);
    network.runFor(120_000);
    assertWhole(network, limits);
  }

  @Test
  void halfTheNodesDieAndTheRestHealAndTheDeadReturn() {
    var network = grown(6, 60, 0, PeeringLimits.DEFAULT);
    network.runFor(60_000);
    var dead = network.nodes.subList(30, 60);
    dead.forEach(network::crash);
    network.runFor(60_000);

    var alive = network.nodes.subList(0, 30);
    var ids = alive.stream().map(node -> node.id).collect(Collectors.toSet());
    assertThat(alive).allSatisfy(node -> assertThat(node.up).hasSizeGreaterThanOrEqualTo(8));
    assertThat(network.reachableFrom(alive.getFirst())).isEqualTo(ids);

    dead.forEach(node -> {
      node.start();
      node.tell(new PeeringEvent.AddBootstrap(network.nodes.get(1).address));
    });
    network.runFor(60_000);
    assertWhole(network, PeeringLimits.DEFAULT);
  }

  @Test
  void membersFormAMeshAndKeepItThroughRestarts() {
    var limits = new PeeringLimits(2, 4, 1, 32, 8);
    var network = grown(7, 30, 0, limits);
    var members = network.nodes.subList(0, 20).stream().map(node -> node.id).collect(Collectors.toSet());
    network.nodes.forEach(node -> node.tell(
        new PeeringEvent.Members(members, members.contains(node.id) ? members : Set.of())));
    network.runFor(60_000);
    assertMesh(network, members);

    var restarted = network.nodes.get(3);
    network.crash(restarted);
    network.runFor(300_000); // the others' backoff is at its longest
    restarted.start();
    restarted.tell(new PeeringEvent.Members(members, members));
    restarted.tell(new PeeringEvent.AddBootstrap(network.nodes.get(9).address));
    network.runFor(10_000);
    assertMesh(network, members);
  }

  @Test
  void aCrowdFromOneNetworkTakesAFewPlacesOnly() {
    var network = new SimulatedNetwork(8, PeeringLimits.DEFAULT);
    var victim = network.add(true);
    for (int i = 0; i < 20; i++) {
      network.add(true);
    }
    for (int i = 0; i < 100; i++) {
      network.add(true, "66.6.6." + i);
    }
    for (var node : network.nodes) {
      node.tell(new PeeringEvent.AddBootstrap(victim.address));
    }
    network.nodes.subList(21, 121).forEach(node -> node.tell(new PeeringEvent.AddStatic(victim.address)));
    network.runFor(120_000);

    var crowd = network.nodes.subList(21, 121).stream().map(node -> node.id).collect(Collectors.toSet());
    assertThat(victim.up.keySet().stream().filter(crowd::contains)).hasSizeLessThanOrEqualTo(8);
    assertThat(victim.up.keySet().stream().filter(peer -> !crowd.contains(peer))).hasSizeGreaterThanOrEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void sameSeedSameHistory(long seed) {
    assertThat(history(seed)).isEqualTo(history(seed)).isNotEqualTo(history(seed + 100));
  }

  private static long history(long seed) {
    var network = grown(seed, 40, 5, PeeringLimits.DEFAULT);
    network.runFor(30_000);
    return network.graph().hashCode() * 31L + network.now + network.nodes.stream().mapToLong(n -> n.mostUp).sum();
  }

  /** One node everybody begins with. */
  static SimulatedNetwork grown(long seed, int size, int unreachable, PeeringLimits limits) {
    var network = new SimulatedNetwork(seed, limits);
    for (int i = 0; i < size; i++) {
      var node = network.add(i < size - unreachable);
      node.tell(new PeeringEvent.AddBootstrap(network.nodes.getFirst().address));
    }
    return network;
  }

  private static void assertWhole(SimulatedNetwork network, PeeringLimits limits) {
    assertThat(network.nodes).allSatisfy(node -> {
      assertThat(node.up).as("peers of %d", node.index).hasSizeGreaterThanOrEqualTo(limits.minPeers());
      assertThat(node.mostUp).as("most peers of %d", node.index).isLessThanOrEqualTo(limits.maxPeers());
    });
    var graph = network.graph();
    assertThat(network.nodes).allSatisfy(node -> node.up.keySet().forEach(peer ->
        assertThat(graph.get(peer)).contains(node.id)));
    assertThat(network.reachableFrom(network.nodes.getFirst())).hasSize(network.nodes.size());
  }

  private static void assertMesh(SimulatedNetwork network, Set<PeerId> members) {
    for (SimNode node : network.nodes) {
      if (members.contains(node.id)) {
        var others = members.stream().filter(id -> !id.equals(node.id)).toList();
        assertThat(node.up.keySet()).as("member %d", node.index).containsAll(others);
      }
    }
  }
}
