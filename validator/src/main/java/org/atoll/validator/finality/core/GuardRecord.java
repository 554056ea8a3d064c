package org.atoll.validator.finality.core;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a key last signed, and what it is locked on (consensus.md §2.3).
 *
 * @param instance 0 before the first vote
 * @param step 0 none, 1 prevote, 2 precommit: the last one signed in this round
 * @param prevote of this round; null when there was none
 * @param precommit likewise
 * @param lock of this instance; null when there is none
 * @param decided what led to this instance; null when there is none. The votes that made it are gone from the record, and
 *     perhaps no other node could count them (docs/decisions/011)
 */
record GuardRecord(long epoch, long instance, int round, int step, @Nullable Cast prevote, @Nullable Cast precommit,
    @Nullable Pol lock, @Nullable Certificate decided) {
  static final GuardRecord EMPTY = new GuardRecord(0, 0, 0, 0, null, null, null, null);
  /** Encoded size without the proof of lock and the certificate. */
  static final int SIZE = 270;
  private static final int VERSION = 1;
  private static final Bytes NO_SIGNATURE = Bytes.wrap(new byte[Signers.SIGNATURE]);

  /** A vote that was signed. */
  record Cast(BlockRef block, Bytes signature) {}

  int lockedRound() {
    return lock == null ? -1 : lock.round();
  }

  /** The vote of this record's round, if it was cast. */
  Optional<Cast> cast(VoteStep asked) {
    return Optional.ofNullable(asked == VoteStep.PREVOTE ? prevote : precommit);
  }

  /** Whether votes of this place come after everything signed so far. */
  boolean isBefore(long otherInstance, int otherRound, VoteStep otherStep) {
    if (instance != otherInstance) {
      return instance < otherInstance;
    }
    return round != otherRound ? round < otherRound : step < otherStep.code();
  }

  /** The record after this ballot is signed. */
  GuardRecord with(Ballot ballot, Bytes signature, @Nullable Pol newLock, @Nullable Certificate newest) {
    boolean sameRound = instance == ballot.instance() && round == ballot.round();
    var cast = new Cast(ballot.block(), signature);
    var kept = instance == ballot.instance() ? lock : null;
    return switch (ballot.step()) {
      case PREVOTE -> new GuardRecord(ballot.epoch(), ballot.instance(), ballot.round(), 1, cast, null, kept,
          newest);
      case PRECOMMIT -> new GuardRecord(ballot.epoch(), ballot.instance(), ballot.round(), 2,
          sameRound ? prevote : null, cast, newLock != null ? newLock : kept, newest);
    };
  }

  /**
   * u8 1 ‖ u64 epoch ‖ u64 instance ‖ u32 round ‖ u8 step ‖ 2 × {u64 height, block id, signature} ‖ i32 lockedRound ‖
   * lockedBlock ‖ CRC-32C: {@value #SIZE} bytes, then the lock's proof and the certificate if there are any. A vote that was not cast is
   * zeros.
   */
  Bytes encode() {
    var out = ByteBuffer.allocate(
        SIZE + (lock == null ? 0 : lock.size()) + (decided == null ? 0 : decided.size()));
    out.put((byte) VERSION).putLong(epoch).putLong(instance).putInt(round).put((byte) step);
    put(out, prevote);
    put(out, precommit);
    out.putInt(lockedRound()).put((lock == null ? BlockId.NONE : lock.block().id()).bytes().unsafeArray());
    out.putInt(GuardSlots.crc(out.array(), SIZE - 4));
    if (lock != null) {
      lock.write(out);
    }
    if (decided != null) {
      decided.write(out);
    }
    return Bytes.wrap(out.array());
  }

  static Decoded<GuardRecord> decode(Bytes bytes) {
    return Wire.decode(bytes, in -> read(in, bytes));
  }

  private static GuardRecord read(ByteBuffer in, Bytes bytes) throws Wire.Malformed {
    Wire.expect(in, VERSION, "not a guard record of version " + VERSION);
    long epoch = Wire.count(in, 0);
    long instance = Wire.count(in, 0);
    int round = Wire.round(in, 0);
    int step = in.get();
    var prevote = cast(in);
    var precommit = cast(in);
    int lockedRound = Wire.round(in, -1);
    var lockedBlock = new BlockId(Wire.bytes(in, 32));
    if (in.getInt() != GuardSlots.crc(bytes.unsafeArray(), SIZE - 4)) {
      throw new Wire.Malformed("checksum differs");
    }
    var lock = lockedRound < 0 ? null : Pol.read(in);
    var decided = in.hasRemaining() ? Certificate.read(in) : null;
    boolean fits = lock == null ? lockedBlock.equals(BlockId.NONE)
        : lock.round() == lockedRound && lock.block().id().equals(lockedBlock) && lock.instance() == instance
            && lock.epoch() == epoch && lockedRound <= round;
    int signed = precommit != null ? 2 : prevote != null ? 1 : 0;
    if (!fits || step != signed || (instance == 0) != (step == 0)) {
      throw new Wire.Malformed("fields contradict each other");
    }
    return new GuardRecord(epoch, instance, round, step, prevote, precommit, lock, decided);
  }

  private static void put(ByteBuffer out, @Nullable Cast cast) {
    Wire.put(out, cast == null ? BlockRef.NIL : cast.block);
    out.put((cast == null ? NO_SIGNATURE : cast.signature).unsafeArray());
  }

  private static @Nullable Cast cast(ByteBuffer in) throws Wire.Malformed {
    var block = Wire.block(in);
    var signature = Wire.bytes(in, Signers.SIGNATURE);
    if (!signature.equals(NO_SIGNATURE)) {
      return new Cast(block, signature);
    }
    if (!block.isNil()) {
      throw new Wire.Malformed("a vote without a signature");
    }
    return null;
  }
}
