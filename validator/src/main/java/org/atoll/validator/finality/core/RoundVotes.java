package org.atoll.validator.finality.core;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/** The votes of one round, counted by weight as they come. One thread. */
final class RoundVotes {
  final int round;
  final Count prevotes;
  final Count precommits;
  private final MemberSet members;
  @Nullable Proposal proposal;
  /** F6 has been applied. */
  boolean validSet;

  /** What became of a vote. */
  enum Added {
    NEW,
    DUPLICATE,
    /** The member voted for something else before; that vote stays. */
    CONFLICT,
    /** Again; the first conflict was told already. */
    KNOWN_CONFLICT
  }

  /** Votes of one step. */
  static final class Count {
    final @Nullable Vote[] votes;
    private final List<Tally> tallies = new ArrayList<>(2);
    private @Nullable BitSet conflicts;
    /** Of all that voted. */
    long weight;
    /** What a quorum voted for, nil included; null until then. */
    @Nullable BlockRef quorum;

    private Count(int members) {
      this.votes = new Vote[members];
    }

    Bytes bitmap() {
      var bitmap = new byte[(votes.length + 7) / 8];
      for (int k = 0; k < votes.length; k++) {
        if (votes[k] != null) {
          bitmap[k >> 3] |= (byte) (1 << (k & 7));
        }
      }
      return Bytes.wrap(bitmap);
    }

    /** Whether nothing has a quorum, and nothing can get one from those that have not voted yet. */
    boolean isSplit(MemberSet members) {
      if (quorum != null) {
        return false;
      }
      long most = 0;
      for (var tally : tallies) {
        most = Math.max(most, tally.weight);
      }
      return most + members.totalWeight() - weight < members.quorum();
    }

    /** The signatures for this block. */
    Signers signers(BlockRef block) {
      return Signers.of(votes, block);
    }
  }

  private static final class Tally {
    final BlockRef block;
    long weight;

    Tally(BlockRef block) {
      this.block = block;
    }
  }

  RoundVotes(int round, MemberSet members) {
    this.round = round;
    this.members = members;
    this.prevotes = new Count(members.size());
    this.precommits = new Count(members.size());
  }

  Count count(VoteStep step) {
    return step == VoteStep.PREVOTE ? prevotes : precommits;
  }

  /** The vote must be of this round and a member. */
  Added add(Vote vote) {
    var count = count(vote.ballot().step());
    int member = vote.member();
    var earlier = count.votes[member];
    if (earlier == null) {
      count.votes[member] = vote;
      long weight = members.get(member).weight();
      count.weight += weight;
      var tally = tally(count, vote.block());
      tally.weight += weight;
      if (tally.weight >= members.quorum() && count.quorum == null) {
        count.quorum = tally.block;
      }
      return Added.NEW;
    }
    if (earlier.block().equals(vote.block())) {
      return Added.DUPLICATE;
    }
    var conflicts = count.conflicts;
    if (conflicts == null) {
      conflicts = new BitSet();
      count.conflicts = conflicts;
    }
    if (conflicts.get(member)) {
      return Added.KNOWN_CONFLICT;
    }
    conflicts.set(member);
    return Added.CONFLICT;
  }

  private static Tally tally(Count count, BlockRef block) {
    for (var tally : count.tallies) {
      if (tally.block.equals(block)) {
        return tally;
      }
    }
    var tally = new Tally(block);
    count.tallies.add(tally);
    return tally;
  }
}
