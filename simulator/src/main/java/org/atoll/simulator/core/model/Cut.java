package org.atoll.simulator.core.model;

/**
 * A partition while it lasts. Nodes of the same side hear each other.
 *
 * @param sides the side of each node; {@link #EVERYWHERE} for one that is not cut off from anybody
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

  public static final int EVERYWHERE = -1;

  public Cut {
    sides = sides.clone();
  }

  /** Whether nothing passes that way. */
  public boolean stops(int from, int to) {
    if (sides[from] == EVERYWHERE || sides[to] == EVERYWHERE) {
      return false;
    }
    return switch (direction) {
      case BOTH -> sides[from] != sides[to];
      case OUTWARD -> sides[from] > sides[to];
      case INWARD -> sides[from] < sides[to];
    };
  }
}
