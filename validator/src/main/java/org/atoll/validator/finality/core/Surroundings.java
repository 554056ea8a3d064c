package org.atoll.validator.finality.core;

import java.util.List;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * What all instances share.
 *
 * @param guard null on nodes that only follow
 * @param effects filled by each step
 */
record Surroundings(FinalityParams params, Hash32 chainTag, FinalityChain chain, @Nullable VoteGuard guard,
    List<FinalityEffect> effects) {
  void emit(FinalityEffect effect) {
    effects.add(effect);
  }
}
