package org.atoll.validator.finality.core;

import java.util.HashMap;
import java.util.Map;
import org.atoll.sdk.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/** The last {@value #KEPT} certificates, and who was sent one when. One thread. */
final class Decisions {
  static final int KEPT = 64;

  private final @Nullable Certificate[] certificates = new Certificate[KEPT];
  private final long[] decidedAt = new long[KEPT];
  private final Map<PublicKey, Long> answeredAt = new HashMap<>(); // never iterated
  private final long intervalMillis;
  private @Nullable Certificate newest;

  Decisions(long intervalMillis) {
    this.intervalMillis = intervalMillis;
  }

  void add(Certificate certificate, long nowMillis) {
    int slot = (int) (certificate.instance() % KEPT);
    certificates[slot] = certificate;
    decidedAt[slot] = nowMillis;
    newest = certificate;
  }

  @Nullable Certificate newest() {
    return newest;
  }

  @Nullable Certificate find(long instance) {
    var found = certificates[(int) (instance % KEPT)];
    return found != null && found.instance() == instance ? found : null;
  }

  /**
   * What helps a peer most that still votes in a decided instance: the newest certificate it can verify, whose epoch is at
   * most one above its own. Null when that is not kept.
   */
  @Nullable Certificate forward(long instance, long epoch) {
    var best = newest;
    if (best == null || best.epoch() <= epoch + 1) {
      return best;
    }
    for (long later = instance; later < best.instance(); later++) {
      var found = find(later);
      if (found != null && found.epoch() <= epoch + 1) {
        return found;
      }
    }
    return null;
  }

  /**
   * Whether a vote for a decided instance asks for an answer. Votes that were under way when it was decided do not: their
   * senders most likely decided as well, and else will send them again.
   */
  boolean isDue(PublicKey peer, long instance, long nowMillis) {
    if (find(instance) != null && nowMillis - decidedAt[(int) (instance % KEPT)] < intervalMillis) {
      return false;
    }
    var last = answeredAt.get(peer);
    if (last != null && nowMillis - last < intervalMillis) {
      return false;
    }
    answeredAt.put(peer, nowMillis);
    return true;
  }

  void forget(PublicKey peer) {
    answeredAt.remove(peer);
  }
}
