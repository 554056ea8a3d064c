package org.atoll.validator.finality.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.atoll.sdk.engine.MemberSet;
import org.jspecify.annotations.Nullable;

/**
 * The votes of one instance: {@value #ROUNDS} rounds around the current one; beyond them each member's highest vote, so
 * that memory is bounded however many rounds somebody claims (consensus.md §2.1). One thread.
 */
final class VoteWindow {
  static final int ROUNDS = 8;
  private static final int PAST = 4;

  private final MemberSet members;
  private final @Nullable RoundVotes[] rounds = new RoundVotes[ROUNDS];
  private int base;
  private int current;
  /** Highest round each member was heard in; null while nobody is ahead. */
  private int @Nullable [] highest;
  private @Nullable Vote @Nullable [] far;
  private @Nullable RoundVotes certified;

  VoteWindow(MemberSet members) {
    this.members = members;
  }

  RoundVotes current() {
    return at(current);
  }

  /** Null for rounds outside the window and those without votes. */
  @Nullable RoundVotes find(int round) {
    return round < base || round >= base + ROUNDS ? null : rounds[round - base];
  }

  /** A round in which a quorum precommitted a block (F11); null until then. */
  @Nullable RoundVotes certified() {
    return certified;
  }

  /** The vote's own round if it was counted there, or null: too old, or kept for later. */
  @Nullable RoundVotes place(Vote vote) {
    int round = vote.round();
    if (round > current) {
      heard(vote.member(), round);
    }
    if (round < base) {
      return null;
    }
    if (round >= base + ROUNDS) {
      keep(vote);
      return null;
    }
    return at(round);
  }

  /** Counts a vote of a round that {@link #place} gave. */
  RoundVotes.Added add(RoundVotes votes, Vote vote) {
    var added = votes.add(vote);
    var decided = votes.precommits.quorum;
    if (certified == null && decided != null && !decided.isNil()) {
      certified = votes;
    }
    return added;
  }

  /** Somebody was heard in a round above the current one. */
  void heard(int member, int round) {
    var heard = highest;
    if (heard == null) {
      heard = new int[members.size()];
      Arrays.fill(heard, -1);
      highest = heard;
    }
    heard[member] = Math.max(heard[member], round);
  }

  /** F10: the highest round above the current one that more than f by weight have reached; else the current one. */
  int reached() {
    var heard = highest;
    if (heard == null) {
      return current;
    }
    int reached = current;
    for (int candidate : heard) {
      if (candidate > reached && weightFrom(heard, candidate) > members.faulty()) {
        reached = candidate;
      }
    }
    return reached;
  }

  boolean anybodyBeyond() {
    return highest != null && Arrays.stream(highest).anyMatch(heard -> heard > current);
  }

  private long weightFrom(int[] heard, int round) {
    long weight = 0;
    for (int k = 0; k < heard.length; k++) {
      if (heard[k] >= round) {
        weight += members.get(k).weight();
      }
    }
    return weight;
  }

  /**
   * Moves to a later round.
   *
   * @return votes kept for rounds that are now in the window, to be added
   */
  List<Vote> enter(int round) {
    current = round;
    int newBase = Math.max(0, round - PAST);
    if (newBase > base) {
      int shift = newBase - base;
      for (int k = 0; k < ROUNDS; k++) {
        rounds[k] = shift + k < ROUNDS && shift + k >= 0 ? rounds[shift + k] : null;
      }
      base = newBase;
    }
    return takeKept();
  }

  /** The rounds held, ascending. */
  List<RoundVotes> held() {
    var held = new ArrayList<RoundVotes>();
    for (var votes : rounds) {
      if (votes != null) {
        held.add(votes);
      }
    }
    return held;
  }

  private List<Vote> takeKept() {
    var kept = far;
    if (kept == null) {
      return List.of();
    }
    var taken = new ArrayList<Vote>();
    for (int k = 0; k < kept.length; k++) {
      var vote = kept[k];
      if (vote != null && vote.round() < base + ROUNDS) {
        kept[k] = null;
        if (vote.round() >= base) {
          taken.add(vote);
        }
      }
    }
    return taken;
  }

  private void keep(Vote vote) {
    var kept = far;
    if (kept == null) {
      kept = new Vote[members.size()];
      far = kept;
    }
    var earlier = kept[vote.member()];
    if (earlier == null || earlier.round() < vote.round()) {
      kept[vote.member()] = vote;
    }
  }

  RoundVotes at(int round) {
    var votes = rounds[round - base];
    if (votes == null) {
      votes = new RoundVotes(round, members);
      rounds[round - base] = votes;
    }
    return votes;
  }
}
