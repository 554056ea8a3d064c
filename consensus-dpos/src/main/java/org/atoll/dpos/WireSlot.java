package org.atoll.dpos;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.atoll.sdk.value.Bytes;

/**
 * The engine's bytes of a header, 89: u8 1 ‖ u64 epoch ‖ π(80). π will be the proof of a verifiable random function;
 * members of a listed set have no key for it yet, so it is zeros, and the epoch's seed comes from the schedule.
 *
 * @param epoch 0 or more
 */
record WireSlot(long epoch) {
  static final int SIZE = 89;
  private static final byte FORMAT = 1;
  private static final int PROOF_AT = 9;

  Bytes encode() {
    return Bytes.wrap(ByteBuffer.allocate(SIZE).put(FORMAT).putLong(epoch).array());
  }

  /** Empty when it is not that. */
  static Optional<WireSlot> decode(Bytes bytes) {
    if (bytes.size() != SIZE || bytes.get(0) != FORMAT) {
      return Optional.empty();
    }
    for (int i = PROOF_AT; i < SIZE; i++) {
      if (bytes.get(i) != 0) {
        return Optional.empty();
      }
    }
    long epoch = ByteBuffer.wrap(bytes.unsafeArray()).getLong(1);
    return epoch < 0 ? Optional.empty() : Optional.of(new WireSlot(epoch));
  }
}
