package org.atoll.simulator.scenario;

import java.util.List;

/**
 * How nodes come to be linked.
 *
 * @param min looks for more peers below this
 * @param max refuses peers from here on
 * @param bootstrap nodes that all know from the start
 */
public record PeeringSpec(Shape shape, int min, int max, List<Integer> bootstrap) {
  /** Which links there are at the beginning, and who makes others. */
  public enum Shape {
    /** None: members find each other, others as many as they want. */
    DISCOVERY,
    /** All, as among nodes that are told of each other. */
    MESH,
    /** Those of a random graph, and never others. */
    GRAPH
  }

  public PeeringSpec {
    bootstrap = List.copyOf(bootstrap);
  }

  /** Whether links are there at the very beginning. */
  public boolean connected() {
    return shape != Shape.DISCOVERY;
  }
}
