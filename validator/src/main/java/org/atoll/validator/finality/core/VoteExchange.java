package org.atoll.validator.finality.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.atoll.sdk.engine.EpochView;
import org.jspecify.annotations.Nullable;

/** What of an instance's votes is sent to whom beyond the first broadcast. Reads only. */
final class VoteExchange {
  private final VoteWindow window;
  private final EpochView epoch;
  private final long instance;

  VoteExchange(VoteWindow window, EpochView epoch, long instance) {
    this.window = window;
    this.epoch = epoch;
    this.instance = instance;
  }

  /**
   * A member's proposal of this round, its votes of it and the one before, and the proof of an earlier round: what it sends
   * until something moves. Those still in the round before may need its votes to follow.
   *
   * @param own member index, or −1
   */
  List<FinalityMessage> toResend(int own, int round, @Nullable Pol valid) {
    var messages = new ArrayList<FinalityMessage>();
    if (own < 0) {
      return messages;
    }
    var votes = window.current();
    if (votes.proposal != null && votes.proposal.member() == own) {
      messages.add(votes.proposal);
    }
    addOf(own, votes, messages);
    var before = window.find(round - 1);
    if (before != null) {
      addOf(own, before, messages);
    }
    if (valid != null && valid.round() < round) {
      messages.add(valid);
    }
    return messages;
  }

  private static void addOf(int member, RoundVotes votes, List<FinalityMessage> messages) {
    for (var step : VoteStep.values()) {
      var vote = votes.count(step).votes[member];
      if (vote != null) {
        messages.add(vote);
      }
    }
  }

  VoteSummary summary() {
    var votes = window.current();
    return new VoteSummary(epoch.epoch(), instance, votes.round, epoch.members().size(),
        votes.proposal == null ? 0 : 1, votes.prevotes.bitmap(), votes.precommits.bitmap());
  }

  /** What a peer in this instance lacks: of its round, and of later ones so that it can follow. */
  List<FinalityMessage> missing(VoteSummary summary, @Nullable Pol valid) {
    var messages = new ArrayList<FinalityMessage>();
    if (summary.epoch() != epoch.epoch() || summary.members() != epoch.members().size()) {
      return messages;
    }
    for (var votes : window.held()) {
      boolean same = votes.round == summary.round();
      if (votes.round < summary.round()) {
        continue;
      }
      if (votes.proposal != null && !(same && summary.proposals() > 0)) {
        messages.add(votes.proposal);
      }
      for (var step : VoteStep.values()) {
        Arrays.stream(votes.count(step).votes)
            .filter(vote -> vote != null && !(same && summary.has(step, vote.member())))
            .forEach(messages::add);
      }
    }
    if (valid != null && valid.round() < summary.round()) {
      messages.add(valid);
    }
    return messages;
  }

  /** All votes held. */
  List<Vote> all() {
    var all = new ArrayList<Vote>();
    window.held().forEach(votes -> all.addAll(of(votes)));
    return all;
  }

  static List<Vote> of(RoundVotes votes) {
    var all = new ArrayList<Vote>();
    for (var step : VoteStep.values()) {
      Arrays.stream(votes.count(step).votes).filter(Objects::nonNull).forEach(all::add);
    }
    return all;
  }
}
