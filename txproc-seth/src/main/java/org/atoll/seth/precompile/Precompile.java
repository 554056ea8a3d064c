package org.atoll.seth.precompile;

import org.jspecify.annotations.Nullable;

/** A contract whose code is ours. Stateless, thread-safe. */
public interface Precompile {
  /** What running on this input costs; {@link Long#MAX_VALUE} when no gas suffices. */
  long gas(byte[] in, int from, int size);

  /** The output, or null when the input is refused: then the call fails and its gas is gone. */
  byte @Nullable [] run(byte[] in, int from, int size);
}
