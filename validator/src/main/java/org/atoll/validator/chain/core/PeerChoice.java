package org.atoll.validator.chain.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.atoll.sdk.crypto.PublicKey;

/**
 * Whom to ask for what was proved final: in turns, and for a while not those that broke their word three times, unless
 * there is nobody else: on a machine that is too busy all are late, and somebody must be asked.
 */
final class PeerChoice {
  private static final long PENALTY_MILLIS = 60_000;
  private static final int MAX_STRIKES = 3;

  private static final class Record {
    int strikes;
    long shunnedUntil;
    long barredUntil;
  }

  private final ChainState chain;
  private final Map<PublicKey, Record> records = new HashMap<>();
  private long turn;

  PeerChoice(ChainState chain) {
    this.chain = chain;
  }

  /** A peer that has proved that height, in turns. */
  Optional<PublicKey> next(long height, Predicate<PublicKey> free) {
    var trusted = new ArrayList<PublicKey>();
    var shunned = new ArrayList<PublicKey>();
    for (var peer : chain.peers.all()) {
      if (peer.finalHeight() >= height && !isBarred(peer.key)) {
        (isShunned(peer.key) ? shunned : trusted).add(peer.key);
      }
    }
    var able = (trusted.isEmpty() ? shunned : trusted).stream().filter(free).toList();
    return able.isEmpty() ? Optional.empty() : Optional.of(able.get((int) (turn++ % able.size())));
  }

  boolean isShunned(PublicKey peer) {
    var record = records.get(peer);
    return record != null && record.shunnedUntil > chain.now;
  }

  private boolean isBarred(PublicKey peer) {
    var record = records.get(peer);
    return record != null && record.barredUntil > chain.now;
  }

  /** Not to be asked again for a while, not even when there is nobody else. */
  void bar(PublicKey peer, String why) {
    records.computeIfAbsent(peer, key -> new Record()).barredUntil = chain.now + PENALTY_MILLIS;
    chain.note("sync.peer_barred", "why=\"" + why + '"');
  }

  void strike(PublicKey peer, String why) {
    var record = records.computeIfAbsent(peer, key -> new Record());
    if (++record.strikes >= MAX_STRIKES) {
      record.strikes = 0;
      record.shunnedUntil = chain.now + PENALTY_MILLIS;
      chain.note("sync.peer_shunned", "why=\"" + why + '"');
    }
  }
}
