package org.atoll.gateway.chain;

import java.math.BigInteger;
import java.util.List;

/**
 * What gas costs; wei.
 *
 * @param rule how the base fee moves
 * @param suggestedTip at least the chain's least tip
 * @param oldest height of the first block described
 * @param baseFees one more than blocks: the last is of the block after them
 * @param rewards for each block one tip for each percentile asked for
 */
public record Fees(Rule rule, BigInteger nextBaseFee, BigInteger suggestedTip, long oldest, List<BigInteger> baseFees,
    List<Double> gasUsedRatios, List<List<BigInteger>> rewards) {
  public Fees {
    baseFees = List.copyOf(baseFees);
    gasUsedRatios = List.copyOf(gasUsedRatios);
    rewards = rewards.stream().map(List::copyOf).toList();
  }

  /** How the base fee moves. */
  public enum Rule {
    /** Gas is free: every price is 0. */
    FREE,
    CONSTANT,
    EIP1559
  }
}
