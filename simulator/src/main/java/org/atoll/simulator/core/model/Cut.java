package org.atoll.simulator.core.model;

/**
 * A partition while it lasts. Nodes of the same side hear each other.
 *
 * @param sides the side of each node
 */
public record Cut(int[] sides, Direction direction) {
  /** Which way nothing passes. */
  public enum Direction {
    BOTH,
    /** From higher sides to lower ones; the nodes of higher sides still hear. */
    OUTWARD,
    /** From lower sides to higher ones; the nodes of higher sides still speak. */
    INWARD
  }

  public Cut {
    sides = sides.clone();
  }

  boolean stops(int from, int to) {
    return switch (direction) {
      case BOTH -> sides[from] != sides[to];
      case OUTWARD -> sides[from] > sides[to];
      case INWARD -> sides[from] < sides[to];
    };
  }
}
