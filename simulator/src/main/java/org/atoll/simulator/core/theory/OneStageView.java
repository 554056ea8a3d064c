package org.atoll.simulator.core.theory;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * One node's view of a chain under the rule "longest chain, irreversible once {@code quorum} distinct producers stand on
 * it", which is what many delegated chains run and what loses safety without any faulty producer. A reference to hold
 * the overlay against; nothing in the product uses it.
 */
public final class OneStageView {
  private record Placed(ForkBlock block, long height) {}

  private final int producers;
  private final int quorum;
  private final Map<Long, Placed> blocks = new HashMap<>(); // never iterated
  private long head;
  private long irreversible;

  public OneStageView(int producers, int quorum) {
    if (quorum < 1 || quorum > producers) {
      throw new IllegalArgumentException(quorum + " of " + producers);
    }
    this.producers = producers;
    this.quorum = quorum;
  }

  /** Takes a block whose parent is known. The first of equally long chains stays head. */
  public void add(ForkBlock block) {
    blocks.put(block.number(), new Placed(block, height(block.parent()) + 1));
    boolean keepsIrreversible = ancestorAt(block.number(), height(irreversible)) == irreversible;
    if (keepsIrreversible && height(block.number()) > height(head)) {
      head = block.number();
      long safe = ancestorAt(head, irreversibleHeight());
      if (height(safe) > height(irreversible)) {
        irreversible = safe;
      }
    }
  }

  public long head() {
    return head;
  }

  /** Number of the highest irreversible block; once so, it stays so. */
  public long irreversible() {
    return irreversible;
  }

  /** True if the other view holds a block for irreversible that contradicts this view's. */
  public boolean conflictsWith(OneStageView other) {
    long common = Math.min(height(irreversible), other.height(other.irreversible));
    return ancestorAt(irreversible, common) != other.ancestorAt(other.irreversible, common);
  }

  public long height(long number) {
    return number == 0 ? 0 : placed(number).height();
  }

  /** The highest height from which to the head {@code quorum} producers have built. */
  private long irreversibleHeight() {
    var latest = new long[producers];
    for (long at = head; at != 0; at = placed(at).block().parent()) {
      var placed = placed(at);
      latest[placed.block().producer()] = Math.max(latest[placed.block().producer()], placed.height());
    }
    Arrays.sort(latest);
    return latest[producers - quorum];
  }

  private long ancestorAt(long number, long height) {
    long at = number;
    while (height(at) > height) {
      at = placed(at).block().parent();
    }
    return at;
  }

  private Placed placed(long number) {
    var placed = blocks.get(number);
    if (placed == null) {
      throw new IllegalArgumentException("block " + number + " is not known");
    }
    return placed;
  }
}
