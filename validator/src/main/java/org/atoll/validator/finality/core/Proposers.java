package org.atoll.validator.finality.core;

import java.util.Optional;
import java.util.stream.IntStream;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.engine.Shuffle;

/** Whose turn it is (consensus.md §2.2): the shuffled members without those that final data shows silent or convicted. */
final class Proposers {
  private static final String LABEL = "finality";

  private final int[] order;

  private Proposers(int[] order) {
    this.order = order;
  }

  /** @param decided d(i−1), in whose epoch or the one before {@code epoch} it lies */
  static Proposers of(FinalityChain chain, EpochView epoch, BlockRef decided, int seenBlocks) {
    var members = epoch.members();
    var activity = chain.activity(decided.id(), seenBlocks);
    var before = epoch.epoch() == 0 ? Optional.<MemberSet>empty()
        : chain.epoch(epoch.epoch() - 1).map(EpochView::members);
    boolean young = decided.height() + 1 - epoch.firstHeight() < seenBlocks;
    var shuffled = Shuffle.of(epoch.seed(), LABEL, members.size());
    var kept = IntStream.of(shuffled).filter(k -> {
      var key = members.get(k).key();
      boolean excused = young && before.map(set -> !set.contains(key)).orElse(true);
      return (excused || activity.seen().contains(key)) && !activity.convicted().contains(key);
    }).toArray();
    return new Proposers(kept.length == 0 ? shuffled : kept);
  }

  /** Member index. */
  int at(long instance, int round) {
    return order[(int) ((instance + round) % order.length)];
  }
}
