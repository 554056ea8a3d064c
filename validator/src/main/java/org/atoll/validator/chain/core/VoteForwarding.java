package org.atoll.validator.chain.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.CertificateRequest;
import org.atoll.validator.finality.core.FinalityMessage;
import org.atoll.validator.finality.core.FinalityOverlay;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.finality.core.Proposal;
import org.atoll.validator.finality.core.Vote;
import org.atoll.validator.finality.core.VoteBundle;
import org.atoll.validator.finality.core.VoteSummary;
import org.atoll.validator.peer.core.PeerMessage;

/**
 * The way of votes. Members that all are linked with each other send theirs to everybody and pass nothing on, but to nodes
 * that are not so linked. In larger sets a member sends to the relays, which pass on bundles (decision 024). Each vote is
 * passed on once.
 */
final class VoteForwarding {
  private static final TimerKey BUNDLE = new TimerKey.Bundle();
  /** A bundle waits so long for company, and leaves at once when it completes a quorum. */
  private static final long HOLD_MILLIS = 100;
  private static final int REMEMBERED = 8_192;
  private static final int ROUNDS_AHEAD = 4;
  /** Peers beside the relays that get what has to be sent again, and those that are asked for votes, in turns. */
  private static final int OTHERS = 4;

  private final ChainState chain;
  private final FinalityOverlay overlay;
  private final VoteLedger ledger = new VoteLedger();
  private final Set<FinalityMessage> seen = new LinkedHashSet<>();
  private final List<Vote> bundle = new ArrayList<>();
  /** Of the bundle, what came from nodes that do not reach the relays. */
  private final List<Vote> stranded = new ArrayList<>();
  private int turn;
  private long comparedInstance;

  VoteForwarding(ChainState chain, FinalityOverlay overlay) {
    this.chain = chain;
    this.overlay = overlay;
  }

  /** This node's own message, for all members. */
  void broadcast(FinalityMessage message) {
    var relays = chain.mesh.relays();
    if (relays.isEmpty()) {
      chain.emit(new ChainEffect.Broadcast(new PeerMessage.Finality(message), Set.of()));
      return;
    }
    boolean again = message instanceof Vote vote ? !take(vote, false) : !remember(message);
    for (var relay : relays.get().all()) {
      if (chain.peers.get(relay).isPresent()) {
        send(relay, message);
      }
    }
    if (!(message instanceof Vote) && chain.mesh.isRelay()) {
      pass(chain.rules.own(), message);
    }
    if (again || !chain.mesh.isMeshed()) {
      others().forEach(peer -> send(peer.key, message));
    }
  }

  /** Another's message. */
  void forward(PublicKey from, FinalityMessage message) {
    switch (message) {
      case Vote vote -> forward(from, List.of(vote));
      case VoteBundle(var votes) -> forward(from, votes);
      case Proposal proposal -> passOnce(from, proposal);
      case Pol pol -> passOnce(from, pol);
      case Certificate ignored -> {} // who lacks it learns of it by its neighbours' status
      case CertificateRequest ignored -> {}
      case VoteSummary ignored -> {}
    }
  }

  private void forward(PublicKey from, List<Vote> votes) {
    if (chain.mesh.relays().isEmpty()) {
      votes.forEach(vote -> passOnce(from, vote));
      return;
    }
    if (chain.mesh.passesOn(from)) {
      boolean lost = chain.mesh.isStranded(from);
      votes.forEach(vote -> take(vote, lost));
    }
  }

  /** Puts a new vote into the bundle, if anybody waits for it. False if it was here before or is of no use now. */
  private boolean take(Vote vote, boolean lost) {
    var ballot = vote.ballot();
    var epoch = chain.mesh.epoch();
    long ahead = ballot.instance() - overlay.instance();
    if (ballot.epoch() != epoch.epoch() || Math.abs(ahead) > 1
        || ballot.round() > (ahead == 0 ? overlay.round() : 0) + ROUNDS_AHEAD) {
      return false;
    }
    var added = ledger.add(vote, epoch.members());
    if (added == VoteLedger.Added.KNOWN) {
      return false;
    }
    if (!lost && !chain.mesh.passesOn(chain.rules.own())) {
      return true;
    }
    if (bundle.isEmpty()) {
      chain.emit(new ChainEffect.SetTimer(BUNDLE, chain.now + HOLD_MILLIS));
    }
    bundle.add(vote);
    if (lost) {
      stranded.add(vote);
    }
    if (added == VoteLedger.Added.QUORUM || bundle.size() == VoteBundle.MAX) {
      chain.emit(new ChainEffect.CancelTimer(BUNDLE));
      flush();
    }
    return true;
  }

  /** The bundle's time has come. */
  void onTimer() {
    flush();
  }

  private void flush() {
    if (bundle.isEmpty()) {
      return;
    }
    var relays = chain.mesh.relays();
    var all = new PeerMessage.Finality(new VoteBundle(bundle));
    var some = stranded.isEmpty() ? null : new PeerMessage.Finality(new VoteBundle(stranded));
    for (var peer : chain.peers.all()) {
      if (chain.mesh.passesTo(peer, chain.rules.own())) {
        chain.emit(new ChainEffect.Send(peer.key, all));
      } else if (some != null && relays.isPresent() && relays.get().contains(peer.key)) {
        chain.emit(new ChainEffect.Send(peer.key, some));
      }
    }
    bundle.clear();
    stranded.clear();
  }

  private void passOnce(PublicKey from, FinalityMessage message) {
    boolean whole = chain.mesh.relays().isEmpty();
    if ((whole && chain.peers.allMeshed()) || !remember(message)) {
      return;
    }
    pass(from, message);
  }

  private void pass(PublicKey from, FinalityMessage message) {
    for (var peer : chain.peers.all()) {
      if (chain.mesh.passesTo(peer, from)) {
        send(peer.key, message);
      }
    }
  }

  private boolean remember(FinalityMessage message) {
    boolean fresh = seen.add(message);
    if (seen.size() > REMEMBERED) {
      seen.remove(seen.iterator().next());
    }
    return fresh;
  }

  private void send(PublicKey to, FinalityMessage message) {
    chain.emit(new ChainEffect.Send(to, new PeerMessage.Finality(message)));
  }

  /** A few peers that are no relays, after the ones that were chosen last. */
  private List<Peers.Peer> others() {
    var able = chain.peers.all().stream()
        .filter(peer -> chain.mesh.relays().map(relays -> !relays.contains(peer.key)).orElse(true)).toList();
    var chosen = new ArrayList<Peers.Peer>();
    for (int k = 0; k < Math.min(OTHERS, able.size()); k++) {
      chosen.add(able.get(turn++ % able.size()));
    }
    return chosen;
  }

  /** Once a second: tells neighbours which votes are here, so that they send what was lost on the way. */
  void compare() {
    boolean stands = chain.mesh.relays().isPresent() && comparedInstance == overlay.instance();
    comparedInstance = overlay.instance();
    if (chain.peers.allMeshed() && !stands) {
      return;
    }
    var summary = overlay.summary();
    var message = new PeerMessage.Finality(summary);
    for (var peer : chain.peers.all()) {
      if (!peer.isMeshed()) {
        chain.emit(new ChainEffect.Send(peer.key, message));
      }
    }
    if (stands && !summary.isEmpty()) {
      others().forEach(peer -> chain.emit(new ChainEffect.Send(peer.key, message))); // relays may be silent
    }
  }
}
