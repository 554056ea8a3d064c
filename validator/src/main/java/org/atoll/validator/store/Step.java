package org.atoll.validator.store;

import java.nio.ByteBuffer;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * One finality step as recorded in its own batch; the records form a chain.
 *
 * @param number 1 for the first step, without gaps
 * @param height of the last block that became final
 * @param previous digest of the record before; zero for the first
 * @param batch digest of the step's operations but this record
 */
public record Step(long number, long height, BlockId blockId, Hash32 previous, Hash32 batch) {
  static final int SIZE = 112;

  public Step {
    if (number < 1) {
      throw new IllegalArgumentException("step number must be at least 1: " + number);
    }
  }

  /** u64 number, i64 height, block id, previous, batch. */
  Bytes encode() {
    return Bytes.wrap(ByteBuffer.allocate(SIZE)
        .putLong(number)
        .putLong(height)
        .put(blockId.bytes().unsafeArray())
        .put(previous.bytes().unsafeArray())
        .put(batch.bytes().unsafeArray())
        .array());
  }

  /** @throws IllegalArgumentException when the bytes are no record */
  static Step decode(Bytes bytes) {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("a step record has " + SIZE + " bytes, not " + bytes.size());
    }
    var in = ByteBuffer.wrap(bytes.unsafeArray());
    return new Step(in.getLong(), in.getLong(), new BlockId(bytes.slice(16, 48)), new Hash32(bytes.slice(48, 80)),
        new Hash32(bytes.slice(80, SIZE)));
  }

  /** What the next record repeats. */
  Hash32 digest() {
    return Sha256.hash(encode());
  }
}
