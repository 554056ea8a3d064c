package org.atoll.simulator.core.world;

import java.util.Arrays;
import java.util.SplittableRandom;

/** The nodes of one run: what they share, such as genesis and keys, and how to make one. */
public interface Cluster {
  Wire wire();

  /** Called once for each node in order of number, then once more for each that has a twin. */
  SimNode node(NodeContext context);

  /** A client's transaction. */
  Object transaction(long number, SplittableRandom random);

  /** Whether nodes connect themselves, by {@link NodeContext#dial}; else the world links them. */
  default boolean connectsItself() {
    return false;
  }

  /** Expected share of the blocks of each node, in any unit. */
  default long[] weights(int nodes) {
    var equal = new long[nodes];
    Arrays.fill(equal, 1);
    return equal;
  }
}
