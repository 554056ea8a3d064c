package org.atoll.validator.chain.core;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Member;
import org.atoll.validator.settings.Epochs;
import org.jspecify.annotations.Nullable;

/** Which links a node needs in the epoch at hand, and to whom it passes on what came to it. Belongs to the chain thread. */
final class Mesh {
  private final Epochs epochs;
  private final PublicKey own;
  private final Peers peers;
  private final int wanted;
  private EpochView epoch;
  private @Nullable Relays relays; // null: members are linked with each other
  private Set<PublicKey> links;
  private boolean wide;
  private boolean relay;

  Mesh(ChainRules rules, Peers peers, long height) {
    this.epochs = rules.epochs();
    this.own = rules.own();
    this.peers = peers;
    this.wanted = rules.finality().relays();
    this.epoch = epochs.view(epochs.of(height));
    this.relays = Relays.needed(epoch) ? Relays.of(epoch, wanted) : null;
    this.relay = relays != null && relays.contains(own);
    this.links = wanted();
  }

  /**
   * @param height of the block to be decided
   * @param wider whether links to all members are wanted
   * @return whether other links are wanted than before
   */
  boolean update(long height, boolean wider) {
    if (epochs.of(height) == epoch.epoch() && wider == wide) {
      return false;
    }
    epoch = epochs.view(epochs.of(height));
    relays = Relays.needed(epoch) ? Relays.of(epoch, wanted) : null;
    relay = relays != null && relays.contains(own);
    wide = wider;
    var before = links;
    links = wanted();
    return !links.equals(before);
  }

  private Set<PublicKey> wanted() {
    var next = epochs.view(epoch.epoch() + 1);
    if (!wide) {
      return Relays.links(epoch, next, wanted, own);
    }
    var all = new LinkedHashSet<PublicKey>();
    epoch.members().members().stream().map(Member::key).filter(key -> !key.equals(own)).forEach(all::add);
    return all;
  }

  EpochView epoch() {
    return epoch;
  }

  /** Links wanted whatever other peers there are, in this epoch and the next. */
  Set<PublicKey> links() {
    return links;
  }

  /** Those that pass votes on; empty where members are linked with each other. */
  Optional<Relays> relays() {
    return Optional.ofNullable(relays);
  }

  boolean isRelay() {
    return relay;
  }

  /** Whether the node is linked with this one and does not reach all members, or the relays, itself. */
  boolean isStranded(PublicKey key) {
    return peers.get(key).map(peer -> !peer.isMeshed()).orElse(false);
  }

  /** Whether {@link #passesTo} can be true of any peer. */
  boolean passesOn(PublicKey from) {
    return !peers.allMeshed() || relay || (relays != null && isStranded(from));
  }

  /** Whether this node hears all that members say without help: linked with all of them, or with enough relays. */
  boolean isMeshed() {
    var members = epoch.members();
    if (relays == null) {
      return peers.linksAll(members, own);
    }
    if (wide || !members.contains(own)) {
      return false;
    }
    int linked = 0;
    for (var relay : relays.all()) {
      linked += relay.equals(own) || peers.get(relay).isPresent() ? 1 : 0;
    }
    return linked >= relays.enough();
  }

  /**
   * Whether a peer may lack what {@code from} has sent to this node.
   *
   * @param from whose peers have it from itself when it is meshed
   */
  boolean passesTo(Peers.Peer peer, PublicKey from) {
    if (peer.key.equals(from)) {
      return false;
    }
    if (!peer.isMeshed()) {
      return true;
    }
    if (relays == null) {
      return false;
    }
    return (relay && relays.serves(own, peer.key)) || (relays.contains(peer.key) && isStranded(from));
  }
}
