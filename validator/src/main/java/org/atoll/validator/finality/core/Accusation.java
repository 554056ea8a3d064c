package org.atoll.validator.finality.core;

import org.atoll.sdk.crypto.PublicKey;

/**
 * A member seems to have forgotten its lock: it precommitted one block and later prevoted another. A proof of lock for the
 * other block from a round in [{@code precommitRound}, {@code prevoteRound}) clears it.
 */
public record Accusation(PublicKey key, long epoch, long instance, int precommitRound, BlockRef precommitted,
    int prevoteRound, BlockRef prevoted) {
  /** Whether a verified proof of lock clears it. */
  public boolean isClearedBy(Pol pol) {
    return pol.epoch() == epoch && pol.instance() == instance && pol.block().equals(prevoted)
        && pol.round() >= precommitRound && pol.round() < prevoteRound;
  }
}
