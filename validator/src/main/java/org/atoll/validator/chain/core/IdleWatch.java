package org.atoll.validator.chain.core;

import java.util.HashMap;
import java.util.Map;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.MemberSet;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the engine lets this member's slots pass (reliability.md §6). Whose slot it is only the engine knows; where
 * members take turns, a quorum of them having had four since the engine last began a draft means that this one had three.
 */
final class IdleWatch {
  private static final int TURNS = 4;

  private final Map<PublicKey, Integer> turns = new HashMap<>();
  private @Nullable PublicKey last;
  private boolean some; // had enough turns

  /** The engine began a draft, or cannot be expected to. */
  void reset() {
    turns.clear();
    last = null;
    some = false;
  }

  /** The head is a block of this producer now. True when this member has been idle for too long. */
  boolean passed(PublicKey producer, MemberSet members, PublicKey own) {
    if (producer.equals(own)) {
      reset();
      return false;
    }
    if (!producer.equals(last)) {
      some |= turns.merge(producer, 1, Integer::sum) >= TURNS;
      last = producer;
    }
    if (!some) {
      return false;
    }
    long weight = 0;
    for (var member : members.members()) {
      weight += turns.getOrDefault(member.key(), 0) >= TURNS ? member.weight() : 0;
    }
    return members.contains(own) && weight > 0
        && weight >= Math.min(members.quorum(), members.totalWeight() - weightOf(own, members));
  }

  private static long weightOf(PublicKey own, MemberSet members) {
    return members.get(members.indexOf(own).orElseThrow()).weight();
  }
}
