package org.atoll.simulator.core.theory;

/** What simulations must come to where somebody can calculate it. Names C1 and so on as in the design of consensus. */
public final class ClosedForms {
  private ClosedForms() {}

  /** C3, C4: expected blocks that others make while one travels; {@code interval} is a network's mean interval. */
  public static double blocksInFlight(int nodes, double delay, double interval) {
    return delay * (nodes - 1) / (nodes * interval);
  }

  /** C3: share of blocks that end outside the chain, all linked with all. */
  public static double staleRate(double inFlight) {
    return inFlight / (1 + inFlight);
  }

  /** C3: upper bound. */
  public static double staleRateBound(double inFlight) {
    return 1 - Math.exp(-inFlight);
  }

  /** C4: blocks of the chain per unit of time, when each node's timer starts with the parent's arrival. */
  public static double growth(double inFlight, double interval) {
    return 1 / (interval * (1 + inFlight));
  }

  /** C6: how far chi-square by degree of freedom may be off 1: four deviations. */
  public static double chiSquareBand(int nodes) {
    return 4 * Math.sqrt(2.0 / (nodes - 1));
  }

  /** C6: Gini coefficient of equal nodes' shares in so many blocks. */
  public static double gini(int nodes, long blocks) {
    return Math.sqrt(nodes / (Math.PI * blocks));
  }

  /** C7: time until {@code quorum} distinct producers stand on a block, itself included. Infinite if they never do. */
  public static double oneStageFinality(int nodes, int quorum, int silent, double slot) {
    return nodes - silent < quorum ? Double.POSITIVE_INFINITY
        : (quorum - 1) * (double) nodes / (nodes - silent) * slot;
  }

  /** C8: slots until two stages are through, with so many blocks in a row by each producer. */
  public static double twoStageSlots(int quorum, int repetitions) {
    return 2.0 * (quorum - 1) * repetitions - (repetitions - 1) / 2.0;
  }

  /** C9: blocks a slot. */
  public static double slotGrowth(int nodes, int silent) {
    return (nodes - silent) / (double) nodes;
  }

  /** C9: the longest way from one block's slot to the next one's. */
  public static int longestGapSlots(int silent) {
    return silent + 1;
  }

  /** C10: votes that cross the network for one block when all members talk to all. */
  public static long overlayMessages(int nodes) {
    return 2L * nodes * (nodes - 1);
  }

  /** C11: share of an attacker that outgrows the others when the draw depends on the parent. */
  public static double privateAttackThreshold() {
    return 1 / (1 + Math.E);
  }

  /** C12: whether the next producer misses a block, all in the same unit. */
  public static boolean slotLost(long skew, long delay, long slot, long build) {
    return skew + delay > slot - build;
  }
}
