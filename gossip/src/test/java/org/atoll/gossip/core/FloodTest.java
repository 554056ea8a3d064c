package org.atoll.gossip.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.atoll.gossip.PeerId;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Delivery on random graphs with loss. */
class FloodTest {
  private static final int MESSAGES = 200;
  private static final int LOSS_PER_CENT = 5;

  @ParameterizedTest
  @CsvSource({"1, 50", "2, 50", "3, 500", "4, 500"})
  void deliversToAlmostAllOnGraphsOfDegreeFour(long seed, int size) {
    var random = new Random(seed);
    double delivered = delivered(degreeFour(size, random), random);
    assertThat(delivered).isGreaterThan(0.99);
  }

  @ParameterizedTest
  @CsvSource({"5, 50", "6, 500"})
  void deliversOnTheGraphThatPeeringMakes(long seed, int size) {
    var network = PeeringSimulationTest.grown(seed, size, size / 5, PeeringLimits.of(4, 8));
    network.runFor(30_000);
    double delivered = delivered(network.graph(), new Random(seed));
    assertThat(delivered).isGreaterThan(0.99);
  }

  /** Share of (message, node) pairs where the message arrived. */
  private static double delivered(Map<PeerId, Set<PeerId>> graph, Random random) {
    record Copy(Hash32 message, PeerId from, PeerId to) {}

    var floods = new HashMap<PeerId, Flood>();
    graph.keySet().forEach(id -> floods.put(id, new Flood(new SeenFilter(1_024, 7))));
    var ids = List.copyOf(graph.keySet());
    long arrived = 0;
    for (int i = 0; i < MESSAGES; i++) {
      var bytes = new byte[32];
      random.nextBytes(bytes);
      var message = Hash32.wrap(bytes);
      var origin = ids.get(random.nextInt(ids.size()));
      var copies = new ArrayDeque<Copy>();
      floods.get(origin).originate(message, graph.get(origin))
          .forEach(to -> copies.add(new Copy(message, origin, to)));
      while (!copies.isEmpty()) {
        var copy = copies.remove();
        if (random.nextInt(100) < LOSS_PER_CENT) {
          continue;
        }
        var next = floods.get(copy.to).forward(message, copy.from, graph.get(copy.to));
        if (next.isPresent()) {
          arrived++;
          next.get().forEach(to -> copies.add(new Copy(message, copy.to, to)));
        }
      }
    }
    return (double) arrived / (MESSAGES * (long) (ids.size() - 1));
  }

  /** Random, every node with four neighbours but for rare doubles and loops that are left out. */
  private static Map<PeerId, Set<PeerId>> degreeFour(int size, Random random) {
    var graph = new TreeMap<PeerId, Set<PeerId>>();
    var stubs = new ArrayList<PeerId>();
    for (int i = 0; i < size; i++) {
      graph.put(SimulatedNetwork.id(i), new TreeSet<>());
      stubs.addAll(Collections.nCopies(4, SimulatedNetwork.id(i)));
    }
    Collections.shuffle(stubs, random);
    for (int i = 0; i < stubs.size(); i += 2) {
      if (!stubs.get(i).equals(stubs.get(i + 1))) {
        graph.get(stubs.get(i)).add(stubs.get(i + 1));
        graph.get(stubs.get(i + 1)).add(stubs.get(i));
      }
    }
    return graph;
  }
}
