package org.atoll.validator.chain.core;

import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.validator.peer.core.PeerMessage;
import org.jspecify.annotations.Nullable;

/** Tells the others where this node is, and hears where they are. */
final class StatusFlow {
  /** Seconds between two statuses to everybody; more with many peers, each of which gets a certificate of all. */
  private static final int STATUS_TICKS = 4;
  private static final int PEERS_A_TICK = 8;
  /** Seconds after which a member that does not hear a quorum goes by its neighbours. */
  private static final int PATIENCE_TICKS = 10;

  private final ChainState chain;
  private final @Nullable FinalityFlow finality; // null where one validator decides alone
  private long ticks;

  StatusFlow(ChainState chain, @Nullable FinalityFlow finality) {
    this.chain = chain;
    this.finality = finality;
  }

  /** Those who decide on the next block. */
  private MemberSet members() {
    return chain.rules.epochs().members(chain.rules.epochs().of(chain.tree.root().height() + 1));
  }

  PeerMessage.Status status() {
    return new PeerMessage.Status(chain.tree.root().height(), chain.head.height(), chain.head.id(),
        finality == null ? Optional.empty() : finality.newest(), chain.mesh.isMeshed(),
        chain.now, chain.rules.release());
  }

  /** Members that are linked with each other see by the votes what is final; all others are told. */
  void tellUnmeshed() {
    if (!chain.peers.allMeshed()) {
      var status = status();
      for (var peer : chain.peers.all()) {
        if (!peer.isMeshed()) {
          chain.emit(new ChainEffect.Send(peer.key, status));
        }
      }
    }
  }

  /** A peer says where it is. False when its link has gone since. */
  boolean heard(PublicKey from, PeerMessage.Status status) {
    var peer = chain.peers.get(from);
    if (peer.isEmpty()) {
      return false;
    }
    peer.get().heard = true;
    peer.get().headHeight = status.headHeight();
    peer.get().release = status.release();
    if (status.clockMillis() > 0) {
      peer.get().clock.shows(status.clockMillis(), chain.now);
    }
    chain.peers.mesh(peer.get(), status.meshed());
    status.certificate().ifPresent(shown -> chain.peers.proves(peer.get(), shown));
    var certificate = status.certificate();
    if (finality != null && certificate.isPresent()
        && certificate.get().block().height() > chain.tree.root().height()
        && chain.tree.get(certificate.get().block().id()).isPresent()) {
      finality.onCertificate(from, certificate.get());
    }
    return true;
  }

  /** Once a second. */
  void onTick() {
    if (finality == null || chain.peers.isEmpty()) {
      return;
    }
    if (ticks++ % Math.max(STATUS_TICKS, chain.peers.all().size() / PEERS_A_TICK) == 0) {
      chain.emit(new ChainEffect.Broadcast(status(), Set.of()));
    }
    finality.compareVotes();
  }

  /**
   * Whether enough nodes have said where they are: for a member a quorum. One that is linked with fewer, or with some that
   * are silent, goes by half of its neighbours after a while: a silent one must not keep it from voting for ever.
   */
  boolean isHeard() {
    var members = members();
    long heard = chain.peers.all().stream().filter(peer -> peer.heard).count();
    if (!members.contains(chain.rules.own())) {
      return heard > 0;
    }
    return chain.peers.heardWeight(members, chain.rules.own()) >= members.quorum()
        || (ticks >= PATIENCE_TICKS && heard > 0 && 2 * heard >= chain.peers.all().size());
  }
}
