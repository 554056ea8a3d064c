package org.atoll.validator.chain.core;

import java.util.LinkedHashSet;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.CertificateRequest;
import org.atoll.validator.finality.core.FinalityMessage;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.finality.core.Proposal;
import org.atoll.validator.finality.core.Vote;
import org.atoll.validator.finality.core.VoteSummary;
import org.atoll.validator.peer.core.PeerMessage;

/**
 * Passes votes on to nodes that are not linked with every member themselves, each vote once. Between members that all are
 * linked with each other nothing is passed on.
 */
final class VoteForwarding {
  private static final int REMEMBERED = 8_192;

  private final ChainState chain;
  private final Set<FinalityMessage> seen = new LinkedHashSet<>();

  VoteForwarding(ChainState chain) {
    this.chain = chain;
  }

  void forward(PublicKey from, FinalityMessage message) {
    switch (message) {
      case Vote vote -> pass(from, vote);
      case Proposal proposal -> pass(from, proposal);
      case Pol pol -> pass(from, pol);
      case Certificate ignored -> {} // who lacks it learns of it by its neighbours' status
      case CertificateRequest ignored -> {}
      case VoteSummary ignored -> {}
    }
  }

  private void pass(PublicKey from, FinalityMessage message) {
    if (chain.peers.allMeshed() || !seen.add(message)) {
      return;
    }
    if (seen.size() > REMEMBERED) {
      seen.remove(seen.iterator().next());
    }
    for (var peer : chain.peers.all()) {
      if (!peer.meshed && !peer.key.equals(from)) {
        chain.emit(new ChainEffect.Send(peer.key, new PeerMessage.Finality(message)));
      }
    }
  }

  /** Tells those neighbours which votes are here, so that they send what was lost on the way. */
  void compare(VoteSummary summary) {
    for (var peer : chain.peers.all()) {
      if (!peer.meshed) {
        chain.emit(new ChainEffect.Send(peer.key, new PeerMessage.Finality(summary)));
      }
    }
  }
}
