package org.atoll.validator.finality.core;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Votes of the next instance's first two rounds, kept until this node gets there: four per member. One thread. */
final class NextVotes {
  private static final int ROUNDS = 2;
  private static final int PER_MEMBER = 2 * ROUNDS;

  private @Nullable Vote[] votes = new Vote[0];
  private final BitSet conflicts = new BitSet();

  /** Keeps the first vote for each place. Returns the earlier one when this one contradicts it for the first time. */
  @Nullable Vote add(Vote vote) {
    if (vote.round() >= ROUNDS) {
      return null;
    }
    int slot = PER_MEMBER * vote.member() + 2 * vote.round() + vote.ballot().step().code() - 1;
    if (slot >= votes.length) {
      votes = Arrays.copyOf(votes, Math.max(2 * votes.length, PER_MEMBER * (vote.member() + 1)));
    }
    var earlier = votes[slot];
    if (earlier == null) {
      votes[slot] = vote;
      return null;
    }
    if (earlier.block().equals(vote.block()) || earlier.ballot().epoch() != vote.ballot().epoch()
        || conflicts.get(slot)) {
      return null;
    }
    conflicts.set(slot);
    return earlier;
  }

  /** All of them; none stays. */
  List<Vote> take() {
    var taken = Arrays.stream(votes).filter(Objects::nonNull).toList();
    Arrays.fill(votes, null);
    conflicts.clear();
    return taken;
  }
}
