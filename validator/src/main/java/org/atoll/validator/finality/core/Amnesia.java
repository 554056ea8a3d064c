package org.atoll.validator.finality.core;

import java.util.Optional;

/** Notices prevotes against an earlier precommit that nothing heard here allows (E3). */
final class Amnesia {
  private Amnesia() {}

  /**
   * Looks at a prevote that was just counted. Only when the round's proposal is known and carries no proof that would allow
   * it: who accuses wrongly makes an honest member answer.
   */
  static Optional<Evidence> in(VoteWindow window, Vote prevote) {
    var proposal = window.at(prevote.round()).proposal;
    if (prevote.block().isNil() || proposal == null) {
      return Optional.empty();
    }
    int proved = proposal.block().equals(prevote.block()) ? proposal.validRound() : -1;
    for (var earlier : window.held()) {
      if (earlier.round >= prevote.round()) {
        break;
      }
      if (prevote.block().equals(earlier.prevotes.quorum)) {
        proved = Math.max(proved, earlier.round);
      }
    }
    for (var earlier : window.held()) {
      var precommit = earlier.precommits.votes[prevote.member()];
      if (earlier.round < prevote.round() && earlier.round > proved && precommit != null
          && !precommit.block().isNil() && !precommit.block().equals(prevote.block())) {
        return Optional.of(new Evidence.Amnesia(precommit, prevote));
      }
    }
    return Optional.empty();
  }
}
