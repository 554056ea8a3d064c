package org.atoll.validator.finality.core;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * What a vote says.
 *
 * @param instance 1 or more
 * @param round zero-based
 * @param block nil for "none in this round"
 */
public record Ballot(long epoch, long instance, int round, VoteStep step, BlockRef block) {
  private static final byte[] TAG = "atoll/vote/1".getBytes(US_ASCII);
  /** Size of the signed bytes. */
  static final int SIZE = 12 + 32 + 8 + 8 + 4 + 1 + BlockRef.SIZE;

  public Ballot {
    if (epoch < 0 || instance < 1 || round < 0) {
      throw new IllegalArgumentException("no vote of epoch " + epoch + ", instance " + instance + ", round " + round);
    }
  }

  /**
   * What is signed: "atoll/vote/1" ‖ chainTag ‖ u64 epoch ‖ u64 instance ‖ u32 round ‖ u8 step ‖ u64 height ‖ block id
   * (consensus.md §2.1).
   */
  public Bytes signingBytes(Hash32 chainTag) {
    var out = ByteBuffer.allocate(SIZE);
    write(out, chainTag);
    return Bytes.wrap(out.array());
  }

  void write(ByteBuffer out, Hash32 chainTag) {
    out.put(TAG).put(chainTag.bytes().unsafeArray()).putLong(epoch).putLong(instance).putInt(round)
        .put((byte) step.code());
    Wire.put(out, block);
  }

  static Ballot read(ByteBuffer in, Hash32 chainTag) throws Wire.Malformed {
    Wire.expect(in, TAG, "not a vote");
    Wire.expect(in, chainTag.bytes().unsafeArray(), "another chain's vote");
    long epoch = Wire.count(in, 0);
    long instance = Wire.count(in, 1);
    int round = Wire.round(in, 0);
    var step = VoteStep.of(in.get());
    return new Ballot(epoch, instance, round, step, Wire.block(in));
  }
}
