package org.atoll.seth.precompile;

import org.jspecify.annotations.Nullable;

/** A contract whose code is ours. Stateless, thread-safe. */
public interface Precompile {
  /** What running on this input costs; {@link Long#MAX_VALUE} when no gas suffices. */
  long gas(byte[] in, int from, int size);

  /** The output, or null when the input is refused: then the call fails and its gas is gone. */
  byte @Nullable [] run(byte[] in, int from, int size);

  /**
   * False for an address that Ethereum has given a meaning this version does not know. A call to one halts
   * exceptionally and consumes its gas; it never looks like a call to an account without code.
   */
  default boolean isPresent() {
    return true;
  }
}
