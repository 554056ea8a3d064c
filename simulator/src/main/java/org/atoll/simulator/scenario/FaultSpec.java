package org.atoll.simulator.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.atoll.simulator.core.model.Behaviour;
import org.atoll.simulator.core.model.Cut;
import org.atoll.simulator.core.model.Fault;

/** A {@code [[fault]]} before a seed has drawn its nodes. */
record FaultSpec(long atMicros, long untilMicros, NodeChoice nodes, Shape shape) {
  /** What becomes a fault once the nodes are known. */
  sealed interface Shape {
    record Ready(Fault.Kind kind) implements Shape {}

    /** Sides are the groups; nodes in none of them are not cut off. Without groups the chosen nodes are side 1. */
    record Split(List<NodeChoice> groups, Cut.Direction direction) implements Shape {}

    record Lie(Behaviour behaviour, long micros, Optional<NodeChoice> other) implements Shape {}
  }

  Fault resolve(int nodeCount, SplittableRandom random) {
    var chosen = nodes.resolve(nodeCount, random);
    Fault.Kind kind = switch (shape) {
      case Shape.Ready ready -> ready.kind();
      case Shape.Split split -> new Fault.Kind.Partition(new Cut(sides(split, chosen, nodeCount, random),
          split.direction()));
      case Shape.Lie lie -> new Fault.Kind.Byzantine(lie.behaviour(), lie.micros(),
          lie.other().map(other -> other.resolve(nodeCount, random)).orElse(new int[0]));
    };
    return new Fault(atMicros, untilMicros, chosen, kind);
  }

  private static int[] sides(Shape.Split split, int[] chosen, int nodeCount, SplittableRandom random) {
    var sides = new int[nodeCount];
    if (split.groups().isEmpty()) {
      for (int node : chosen) {
        sides[node] = 1;
      }
    }
    if (!split.groups().isEmpty()) {
      Arrays.fill(sides, Cut.EVERYWHERE);
    }
    for (int group = 0; group < split.groups().size(); group++) {
      for (int node : split.groups().get(group).resolve(nodeCount, random)) {
        sides[node] = group;
      }
    }
    return sides;
  }
}
