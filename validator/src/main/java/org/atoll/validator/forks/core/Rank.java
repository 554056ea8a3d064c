package org.atoll.validator.forks.core;

import java.math.BigInteger;
import java.util.Comparator;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/**
 * Where a block stands in the choice of the head (consensus.md §1): the larger sum of weights wins, then the smaller sum
 * of costs, then the smaller tie (unsigned bytes), then the smaller id. As natural order: the better is the greater.
 * Ranks of different blocks are never equal. The sums are since any block both chains have, so they need not begin anew
 * when finality moves on. Immutable.
 *
 * @param weight sum of the verdicts' weights, whatever its size
 * @param cost sum of the verdicts' costs
 * @param tie of the block itself
 */
public record Rank(BigInteger weight, BigInteger cost, Bytes tie, BlockId id) implements Comparable<Rank> {
  private static final Comparator<Rank> BETTER_IS_GREATER = Comparator.comparing(Rank::weight)
      .thenComparing(Rank::cost, Comparator.reverseOrder())
      .thenComparing(Rank::tie, Comparator.reverseOrder())
      .thenComparing(Rank::id, Comparator.reverseOrder());

  /** Of the block from which sums count. */
  public static Rank of(BlockId anchor) {
    return new Rank(BigInteger.ZERO, BigInteger.ZERO, Bytes.EMPTY, anchor);
  }

  /** Of a child of this block that was accepted so. */
  public Rank child(BlockId child, HeaderVerdict.Accept verdict) {
    return new Rank(weight.add(BigInteger.valueOf(verdict.weight())), cost.add(BigInteger.valueOf(verdict.cost())),
        verdict.tie(), child);
  }

  public boolean isBetterThan(Rank other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Rank other) {
    return BETTER_IS_GREATER.compare(this, other);
  }
}
