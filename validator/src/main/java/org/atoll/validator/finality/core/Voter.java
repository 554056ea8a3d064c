package org.atoll.validator.finality.core;

import org.atoll.sdk.engine.EpochView;
import org.jspecify.annotations.Nullable;

/**
 * This node's voice in one instance: signs through the guard and broadcasts. Silent on nodes that only follow, are no
 * member, lost their guard, are behind it or share their key with somebody.
 */
final class Voter {
  private final Surroundings world;
  private final long instance;
  private final EpochView epoch;
  private final int own;

  Voter(Surroundings world, long instance, EpochView epoch) {
    this.world = world;
    this.instance = instance;
    this.epoch = epoch;
    this.own = world.guard() == null ? -1 : epoch.members().indexOf(world.guard().key()).orElse(-1);
  }

  /** Index of this node's key, or −1. */
  int index() {
    return own;
  }

  /** The guard's record if it is of this instance: what this node signed before it was restarted. */
  @Nullable GuardRecord record() {
    var guard = world.guard();
    return own >= 0 && guard != null && guard.record().instance() == instance
        && guard.record().epoch() == epoch.epoch() ? guard.record() : null;
  }

  /** Signs and broadcasts; null where this node is silent or the guard refuses. */
  @Nullable Vote cast(int round, VoteStep step, BlockRef block, @Nullable Pol pol) {
    var guard = voice();
    if (guard == null) {
      return null;
    }
    var ballot = new Ballot(epoch.epoch(), instance, round, step, block);
    var signed = pol == null ? guard.sign(ballot, epoch.members()) : guard.sign(ballot, pol, epoch.members());
    return switch (signed) {
      case Signed.Ok(var signature) -> {
        var vote = new Vote(ballot, own, signature);
        world.emit(new FinalityEffect.Broadcast(vote));
        yield vote;
      }
      case Signed.Refused(var reason) -> {
        world.emit(new FinalityEffect.Note("vote refused by the guard: " + ballot + ": " + reason));
        yield null;
      }
    };
  }

  /** A vote of the guard's record, broadcast again. */
  Vote repeat(int round, VoteStep step, GuardRecord.Cast cast) {
    var vote = new Vote(new Ballot(epoch.epoch(), instance, round, step, cast.block()), own, cast.signature());
    world.emit(new FinalityEffect.Broadcast(vote));
    return vote;
  }

  /** Whether this node votes here. */
  boolean speaks() {
    return voice() != null;
  }

  /** Whether it votes here and has signed nothing of this place or a later one. */
  boolean mayStillVote(int round, VoteStep step) {
    var guard = voice();
    return guard != null && guard.record().isBefore(instance, round, step);
  }

  /** Signs and broadcasts; null where this node is silent. */
  @Nullable Proposal propose(int round, BlockRef block, @Nullable Pol valid) {
    var guard = voice();
    if (guard == null) {
      return null;
    }
    int validRound = valid == null ? -1 : valid.round();
    var signature = guard.signProposal(
        Proposal.signingBytes(world.chainTag(), epoch.epoch(), instance, round, block, validRound));
    var proposal = new Proposal(epoch.epoch(), instance, round, block, validRound, own, signature, valid);
    world.emit(new FinalityEffect.Broadcast(proposal));
    return proposal;
  }

  private @Nullable VoteGuard voice() {
    var guard = world.guard();
    return guard != null && own >= 0 && !guard.abstains(instance) && !guard.stopped()
        && instance >= guard.record().instance() ? guard : null;
  }
}
