package org.atoll.validator.forks.core;

import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/**
 * A block's place in the order of fork choice: the larger weight, then the smaller cost, then the smaller tie, then the
 * smaller id is better. Total: no two blocks share a place.
 *
 * @param weight sum of the weights of the block and its ancestors
 * @param cost sum of their costs
 * @param tie of the block itself
 */
public record Rank(long weight, long cost, Bytes tie, BlockId id) implements Comparable<Rank> {
  /** Below all others that are counted from it. */
  public static final Rank ROOT = new Rank(0, 0, Bytes.EMPTY, BlockId.NONE);

  /** Of a child. */
  public Rank plus(HeaderVerdict.Accept verdict, BlockId child) {
    return new Rank(Math.addExact(weight, verdict.weight()), Math.addExact(cost, verdict.cost()), verdict.tie(), child);
  }

  /** Greater is better. */
  @Override
  public int compareTo(Rank other) {
    int order = Long.compare(weight, other.weight);
    order = order != 0 ? order : Long.compare(other.cost, cost);
    order = order != 0 ? order : other.tie.compareTo(tie);
    return order != 0 ? order : other.id.compareTo(id);
  }
}
