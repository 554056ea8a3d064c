package org.atoll.validator.chain.core;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.peer.core.Release;
import org.jspecify.annotations.Nullable;

/** The nodes this one is linked with, in the order the links came up. */
final class Peers {
  /** A linked node, as far as it has told. */
  static final class Peer {
    final PublicKey key;
    private @Nullable Certificate certificate;
    /** Whether it has said where it is. */
    boolean heard;
    long headHeight;
    final PeerClock clock = new PeerClock();
    Optional<Release> release = Optional.empty();
    private boolean meshed;

    Peer(PublicKey key) {
      this.key = key;
    }

    /** Highest it has proved to be final; 0: nothing. */
    long finalHeight() {
      return certificate == null ? 0 : certificate.block().height();
    }

    Optional<Certificate> certificate() {
      return Optional.ofNullable(certificate);
    }

    /** Whether it hears all members without help. */
    boolean isMeshed() {
      return meshed;
    }
  }

  private final Map<PublicKey, Peer> byKey = new LinkedHashMap<>();
  private @Nullable Certificate highest;
  private int unmeshed;

  void up(PublicKey key) {
    down(key);
    byKey.put(key, new Peer(key));
    unmeshed++;
  }

  void mesh(Peer peer, boolean meshed) {
    if (peer.meshed != meshed && byKey.get(peer.key) == peer) {
      peer.meshed = meshed;
      unmeshed += meshed ? -1 : 1;
    }
  }

  /** The same links, and what came over them. */
  void takeFrom(Peers before) {
    byKey.putAll(before.byKey);
    highest = before.highest;
    unmeshed = before.unmeshed;
  }

  void down(PublicKey key) {
    var gone = byKey.remove(key);
    if (gone != null && !gone.meshed) {
      unmeshed--;
    }
    if (gone != null && gone.certificate != null) {
      highest = null;
      byKey.values().forEach(peer -> peer.certificate().ifPresent(this::raise));
    }
  }

  /** The peer has shown a certificate. */
  void proves(Peer peer, Certificate shown) {
    if (shown.block().height() > peer.finalHeight()) {
      peer.certificate = shown;
      raise(shown);
    }
  }

  private void raise(Certificate shown) {
    if (highest == null || shown.block().height() > highest.block().height()) {
      highest = shown;
    }
  }

  Optional<Peer> get(PublicKey key) {
    return Optional.ofNullable(byKey.get(key));
  }

  Collection<Peer> all() {
    return byKey.values();
  }

  /** Whether all hear all members without help. */
  boolean allMeshed() {
    return unmeshed == 0;
  }

  boolean isEmpty() {
    return byKey.isEmpty();
  }

  /** Whether a link goes to every member but {@code own}. */
  boolean linksAll(MemberSet members, PublicKey own) {
    for (var member : members.members()) {
      if (!member.key().equals(own) && !byKey.containsKey(member.key())) {
        return false;
      }
    }
    return true;
  }

  /** Weight of the members that have said where they are, with {@code own}. */
  long heardWeight(MemberSet members, PublicKey own) {
    long weight = 0;
    for (var member : members.members()) {
      var peer = byKey.get(member.key());
      if (member.key().equals(own) || (peer != null && peer.heard)) {
        weight += member.weight();
      }
    }
    return weight;
  }

  /** The highest proof of finality anybody has shown. */
  Optional<Certificate> highest() {
    return Optional.ofNullable(highest);
  }
}
