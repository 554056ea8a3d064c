package org.atoll.simulator.core.kernel;

import java.util.SplittableRandom;

/** Independent streams keyed by (seed, node, purpose): one more draw in one of them shifts no other. */
public final class RandomTree {
  /** The node number of streams that belong to no node. */
  public static final int WORLD = -1;

  private final long seed;

  public RandomTree(long seed) {
    this.seed = seed;
  }

  public long seed() {
    return seed;
  }

  public SplittableRandom stream(int node, String purpose) {
    return new SplittableRandom(
        TraceHash.mix(TraceHash.mix(seed) + TraceHash.mix(0x5851F42D4C957F2DL + node) + TraceHash.of(purpose)));
  }
}
