package org.atoll.seth.precompile;

import java.util.Optional;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.seth.bls.Bls12381;

/**
 * The native libraries that precompiled contracts cannot do without. libsecp256k1 is none of them: Bouncy Castle
 * answers the same without it.
 */
public final class Natives {
  private Natives() {}

  /** Loads what a fork needs; the sentence says which library is missing for what and why, empty when all are there. */
  public static Optional<String> missing(Fork fork) {
    if (!fork.atLeast(Fork.CANCUN)) {
      return Optional.empty();
    }
    return Bls12381.missing().map(why -> "native library blst, which fork " + fork.id()
        + " needs for point evaluation and BLS12-381, does not load: " + why);
  }
}
