package org.atoll.validator.finality.core;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The votes that made the last decision, and what still comes in: precommits of those that were slower, this node perhaps
 * among them. All of them go into the certificate that the next block carries, so that it shows who takes part and not who
 * is nearest. One thread.
 */
final class DecidingRound {
  private final Certificate certificate;
  private final RoundVotes votes;
  private final Voter voter;

  /** @param votes a quorum of precommits for the certificate's block is among them */
  DecidingRound(Certificate certificate, RoundVotes votes, Voter voter) {
    this.certificate = certificate;
    this.votes = votes;
    this.voter = voter;
  }

  /** With all precommits that are here by now. */
  Certificate certificate() {
    return new Certificate(certificate.epoch(), certificate.instance(), certificate.round(), certificate.block(),
        votes.precommits.signers(certificate.block()));
  }

  /** Takes a verified vote of any round; what contradicts an earlier one is proof. */
  Optional<Evidence> add(Vote vote) {
    boolean belongs = vote.instance() == certificate.instance() && vote.round() == votes.round
        && vote.ballot().epoch() == certificate.epoch();
    if (!belongs || votes.add(vote) != RoundVotes.Added.CONFLICT) {
      return Optional.empty();
    }
    return Optional.of(new Evidence.DoubleVote(votes.count(vote.ballot().step()).votes[vote.member()], vote));
  }

  /** Signs and broadcasts this node's precommit, if it has not voted in this place or a later one. */
  void join() {
    if (voter.index() < 0 || votes.precommits.votes[voter.index()] != null
        || !voter.mayStillVote(votes.round, VoteStep.PRECOMMIT)) {
      return;
    }
    var pol = pol();
    var vote = pol == null ? null : voter.cast(votes.round, VoteStep.PRECOMMIT, certificate.block(), pol);
    if (vote != null) {
      votes.add(vote);
    }
  }

  /** The quorum of prevotes for the block; null when not all of them came here. */
  @Nullable Pol pol() {
    var block = certificate.block();
    return block.equals(votes.prevotes.quorum) ? new Pol(certificate.epoch(), certificate.instance(), votes.round, block,
        votes.prevotes.signers(block)) : null;
  }

  int round() {
    return votes.round;
  }

  List<Vote> all() {
    return VoteExchange.of(votes);
  }
}
