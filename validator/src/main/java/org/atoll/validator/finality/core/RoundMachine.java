package org.atoll.validator.finality.core;

import java.util.List;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.MemberSet;
import org.jspecify.annotations.Nullable;

/**
 * One instance: rules F1 to F11 of consensus.md §2.2, which are Tendermint's (arXiv 1807.04938) with a round 0 that needs
 * no proposal. Rules are applied until none fires. One thread.
 */
final class RoundMachine {
  /** Where in a round this node is. */
  enum State {
    WAIT,
    PREVOTED,
    PRECOMMITTED
  }

  private final Surroundings world;
  private final LockRule lockRule;
  private final long instance;
  private final BlockRef decided;
  private final EpochView epoch;
  private final MemberSet members;
  private final Candidates candidates;
  private final Voter voter;
  private final VoteWindow window;
  private final VoteExchange exchange;
  private @Nullable Proposers proposers;
  private int round;
  private State state = State.WAIT;
  private @Nullable Pol locked;
  private @Nullable Pol valid;
  private @Nullable BlockRef fetching;
  private boolean headMoved = true;
  private boolean proposeArmed;
  private boolean prevoteArmed;
  private boolean precommitArmed;

  /** F4's condition on the lock; another one only in the tests' negative control. */
  @FunctionalInterface
  interface LockRule {
    LockRule SOUND = (locked, block, validRound) ->
        locked == null || locked.block().equals(block) || (validRound >= 0 && locked.round() <= validRound);

    /** @param validRound −1 when the proposal carries no proof */
    boolean allows(@Nullable Pol locked, BlockRef block, int validRound);
  }

  /** @param decided d(i−1) */
  RoundMachine(Surroundings world, LockRule lockRule, long instance, BlockRef decided, EpochView epoch) {
    this.world = world;
    this.lockRule = lockRule;
    this.instance = instance;
    this.decided = decided;
    this.epoch = epoch;
    this.members = epoch.members();
    this.candidates = new Candidates(world.chain(), decided, epoch);
    this.voter = new Voter(world, instance, epoch);
    this.window = new VoteWindow(members);
    this.exchange = new VoteExchange(window, epoch, instance);
  }

  /** First call: resumes where the guard's record is, if that is in this instance (consensus.md §2.3). */
  void start() {
    var record = voter.record();
    if (record == null) {
      return;
    }
    round = record.round();
    window.enter(round);
    locked = record.lock();
    valid = locked;
    for (var step : VoteStep.values()) {
      record.cast(step).ifPresent(cast -> {
        state = step == VoteStep.PREVOTE ? State.PREVOTED : State.PRECOMMITTED;
        window.add(window.current(), voter.repeat(round, step, cast));
      });
    }
  }

  /** Counts a verified vote of this instance and epoch. */
  RoundVotes.@Nullable Added add(Vote vote) {
    var votes = window.place(vote);
    if (votes == null) {
      return null;
    }
    var added = window.add(votes, vote);
    if (added == RoundVotes.Added.CONFLICT) {
      var earlier = votes.count(vote.ballot().step()).votes[vote.member()];
      world.emit(new FinalityEffect.Proof(new Evidence.DoubleVote(earlier, vote)));
    } else if (added == RoundVotes.Added.NEW && vote.round() > 0 && vote.ballot().step() == VoteStep.PREVOTE) {
      Amnesia.in(window, vote).ifPresent(proof -> world.emit(new FinalityEffect.Proof(proof)));
    }
    return added;
  }

  /** Takes a verified proposal of this instance and epoch. */
  void add(Proposal proposal) {
    if (proposal.round() < round) {
      return;
    }
    if (proposal.member() != proposer(proposal.round())) {
      world.emit(new FinalityEffect.Note("proposal out of turn: member=" + proposal.member() + " instance=" + instance
          + " round=" + proposal.round()));
      return;
    }
    if (proposal.round() > round) {
      window.heard(proposal.member(), proposal.round());
    }
    if (proposal.round() - round < VoteWindow.ROUNDS / 2) {
      var votes = window.at(proposal.round());
      if (votes.proposal == null) {
        votes.proposal = proposal;
      }
    }
    proposal.proof().ifPresent(this::add);
  }

  /** A verified proof of lock of this instance and epoch: F6 for a round whose prevotes did not all arrive here. */
  void add(Pol pol) {
    if (pol.signers().members() != members.size() || pol.signers().weight(members) < members.quorum()) {
      throw new IllegalArgumentException("no quorum signed the proof of lock");
    }
    int nth = 0;
    for (int member : pol.signers().indexes()) {
      add(new Vote(pol.ballot(), member, pol.signers().signature(nth++)));
    }
    if (pol.round() < round && (valid == null || valid.round() < pol.round()) && candidates.isOk(pol.block())) {
      valid = pol;
    }
  }

  void headMoved() {
    headMoved = true;
  }

  void fired(TimerId timer) {
    if (timer.round() != round) {
      return;
    }
    switch (timer.kind()) {
      case PROPOSE -> {
        applyRules(); // a head or proposal that is here wins over the timer
        if (timer.round() == round && state == State.WAIT) {
          prevote(BlockRef.NIL, null); // F5
        }
      }
      case PREVOTE -> {
        if (state == State.PREVOTED) {
          precommit(BlockRef.NIL, null); // F8
        }
      }
      case PRECOMMIT -> enterRound(round + 1); // F9
      case RESEND -> throw new IllegalArgumentException("not a round's timer: " + timer);
    }
  }

  /** Applies rules until none fires or a block is certified. */
  void applyRules() {
    while (window.certified() == null && applyOne()) {}
  }

  /** F11: precommits of a quorum for a block; null until then. */
  @Nullable RoundVotes certified() {
    return window.certified();
  }

  Certificate certificate(RoundVotes votes) {
    var block = votes.precommits.quorum;
    if (block == null) {
      throw new IllegalStateException("nothing is certified in round " + votes.round);
    }
    return new Certificate(epoch.epoch(), instance, votes.round, block, votes.precommits.signers(block));
  }

  /** The round whose votes made this certificate; null when they are not all here. */
  @Nullable DecidingRound decidedBy(Certificate certificate) {
    var votes = window.certified();
    return votes != null && certificate.instance() == instance && certificate.round() == votes.round
        && certificate.block().equals(votes.precommits.quorum) ? new DecidingRound(certificate, votes, voter) : null;
  }

  /** Cancels what runs. */
  void stop() {
    cancel(TimerId.Kind.PROPOSE, proposeArmed);
    cancel(TimerId.Kind.PREVOTE, prevoteArmed);
    cancel(TimerId.Kind.PRECOMMIT, precommitArmed);
    proposeArmed = false;
    prevoteArmed = false;
    precommitArmed = false;
  }

  List<FinalityMessage> toResend() {
    return exchange.toResend(voter.index(), round, valid);
  }

  /**
   * After {@code maxTimeoutMs} without progress: follows even a single member to the next round. Entering a round is always
   * safe; without this rule those who missed what led an honest member on, which then crashed and forgot it, would wait for
   * ever (docs/decisions/010).
   */
  void unstick() {
    if (window.anybodyBeyond()) {
      enterRound(round + 1);
    }
  }

  /** Asks once more for a block that did not come: who was asked may not have it, or keep it. */
  void fetchAgain() {
    fetching = null;
  }

  /** What a peer in this instance lacks. */
  List<FinalityMessage> missing(VoteSummary summary) {
    return exchange.missing(summary, valid);
  }

  VoteExchange exchange() {
    return exchange;
  }

  long instance() {
    return instance;
  }

  int round() {
    return round;
  }

  State state() {
    return state;
  }

  EpochView epoch() {
    return epoch;
  }

  /** Index of this node's key, or −1. */
  int own() {
    return voter.index();
  }

  RoundVotes currentVotes() {
    return window.current();
  }

  private boolean applyOne() {
    var votes = window.current();
    if (state == State.WAIT && (round == 0 ? prevoteHead(votes) : prevoteProposal(votes))) {
      return true;
    }
    var prevoted = votes.prevotes.quorum;
    if (prevoted != null && !prevoted.isNil() && !votes.validSet && becomesValid(votes, prevoted)) {
      return true;
    }
    if (state == State.PREVOTED && (prevoted != null ? prevoted.isNil() : votes.prevotes.isSplit(members))) {
      precommit(BlockRef.NIL, null); // F7, and F8 when there is nothing to wait for
      return true;
    }
    if (state == State.PREVOTED && !prevoteArmed && votes.prevotes.weight >= members.quorum()) {
      prevoteArmed = true; // F8
      arm(TimerId.Kind.PREVOTE, world.params().voteTimeoutMillis(round));
    }
    var precommitted = votes.precommits.quorum;
    if (precommitted != null ? precommitted.isNil() : votes.precommits.isSplit(members)) {
      enterRound(round + 1); // F9
      return true;
    }
    if (!precommitArmed && votes.precommits.weight >= members.quorum()) {
      precommitArmed = true; // F9
      arm(TimerId.Kind.PRECOMMIT, world.params().voteTimeoutMillis(round));
    }
    int reached = window.reached();
    if (reached > round) {
      enterRound(reached); // F10
      return true;
    }
    return false;
  }

  /** F1, F2. */
  private boolean prevoteHead(RoundVotes votes) {
    if (headMoved) {
      headMoved = false;
      var target = candidates.target();
      if (!target.isNil()) {
        prevote(target, null);
        return true;
      }
    }
    if (!proposeArmed && votes.prevotes.weight > members.faulty()) {
      proposeArmed = true;
      arm(TimerId.Kind.PROPOSE, world.params().proposeTimeoutMillis(0));
    }
    return false;
  }

  /** F3 for a proposer that had nothing to propose when it entered the round, F4. */
  private boolean prevoteProposal(RoundVotes votes) {
    if (votes.proposal == null && headMoved) {
      headMoved = false;
      propose(votes);
    }
    var proposal = votes.proposal;
    if (proposal == null) {
      return false;
    }
    var block = proposal.block();
    if (!candidates.isReady(block)) {
      fetch(block);
      return false; // until it is here or PROPOSE fires
    }
    boolean allowed = candidates.isOk(block) && lockRule.allows(locked, block, proposal.validRound());
    if (allowed && proposal.pol() != null) {
      world.emit(new FinalityEffect.KeepPol(proposal.pol()));
    }
    prevote(allowed ? block : BlockRef.NIL, allowed ? proposal.pol() : null);
    return true;
  }

  /** F6. */
  private boolean becomesValid(RoundVotes votes, BlockRef block) {
    if (!candidates.isReady(block)) {
      fetch(block);
      return false;
    }
    if (state == State.WAIT) {
      return false;
    }
    votes.validSet = true;
    if (!candidates.isOk(block)) {
      world.emit(new FinalityEffect.Note("a quorum prevotes what cannot become final here: instance=" + instance
          + " round=" + round + " block=" + block));
      return false;
    }
    var pol = new Pol(epoch.epoch(), instance, round, block, votes.prevotes.signers(block));
    valid = pol;
    if (state == State.PREVOTED) {
      locked = pol;
      if (round > 0) {
        world.emit(new FinalityEffect.KeepPol(pol));
      }
      precommit(block, pol);
    }
    return true;
  }

  private void enterRound(int next) {
    stop();
    round = next;
    state = State.WAIT;
    headMoved = true;
    fetching = null;
    window.enter(next).forEach(this::add);
    proposeArmed = true;
    arm(TimerId.Kind.PROPOSE, world.params().proposeTimeoutMillis(next));
  }

  /** F3. */
  private void propose(RoundVotes votes) {
    if (!voter.speaks() || proposer(round) != voter.index()) {
      return;
    }
    var block = valid == null ? candidates.target() : valid.block();
    if (!block.isNil()) {
      votes.proposal = voter.propose(round, block, valid);
    }
  }

  private void prevote(BlockRef block, @Nullable Pol pol) {
    state = State.PREVOTED;
    cast(VoteStep.PREVOTE, block, pol);
  }

  private void precommit(BlockRef block, @Nullable Pol pol) {
    state = State.PRECOMMITTED;
    cast(VoteStep.PRECOMMIT, block, pol);
  }

  /** Nodes that may not vote go through the same states in silence. */
  private void cast(VoteStep step, BlockRef block, @Nullable Pol pol) {
    var vote = voter.cast(round, step, block, pol);
    if (vote != null) {
      add(vote);
    }
  }

  private int proposer(int ofRound) {
    var order = proposers;
    if (order == null) {
      order = Proposers.of(world.chain(), epoch, decided, world.params().seenBlocks());
      proposers = order;
    }
    return order.at(instance, ofRound);
  }

  private void fetch(BlockRef block) {
    if (!block.equals(fetching)) {
      fetching = block;
      world.emit(new FinalityEffect.Fetch(block, FinalityEffect.Need.PROPOSED));
    }
  }

  private void arm(TimerId.Kind kind, long delayMillis) {
    world.emit(new FinalityEffect.SetTimer(new TimerId(kind, instance, round), delayMillis));
  }

  private void cancel(TimerId.Kind kind, boolean armed) {
    if (armed) {
      world.emit(new FinalityEffect.CancelTimer(new TimerId(kind, instance, round)));
    }
  }
}
