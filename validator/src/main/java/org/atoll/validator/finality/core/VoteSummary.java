package org.atoll.validator.finality.core;

import java.nio.ByteBuffer;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Bytes;

/**
 * Which votes of its current round a node has, so that a neighbour in a sparse network can send what it lacks.
 *
 * @param members size n of the member set
 * @param proposals 1 if it has the round's proposal, else 0
 * @param prevotes ⌈n/8⌉ bytes as in {@link Signers}
 * @param precommits likewise
 */
public record VoteSummary(long epoch, long instance, int round, int members, int proposals, Bytes prevotes,
    Bytes precommits) implements FinalityMessage {
  public VoteSummary {
    if (epoch < 0 || instance < 1 || round < 0 || members < 1 || members > MemberSet.MAX || proposals >> 1 != 0) {
      throw new IllegalArgumentException("no summary of instance " + instance + " round " + round);
    }
    if (isNoBitmap(members, prevotes) || isNoBitmap(members, precommits)) {
      throw new IllegalArgumentException("not bitmaps of " + members + " members");
    }
  }

  /** Whether it has no vote of the round. */
  public boolean isEmpty() {
    for (int k = 0; k < prevotes.size(); k++) {
      if (prevotes.get(k) != 0 || precommits.get(k) != 0) {
        return false;
      }
    }
    return true;
  }

  boolean has(VoteStep step, int member) {
    var bitmap = step == VoteStep.PREVOTE ? prevotes : precommits;
    return (bitmap.get(member >> 3) >> (member & 7) & 1) != 0;
  }

  /** u64 epoch ‖ u64 instance ‖ u32 round ‖ u16 n ‖ u8 proposals ‖ prevotes ‖ precommits. */
  public Bytes encode() {
    return Bytes.wrap(ByteBuffer.allocate(23 + 2 * prevotes.size()).putLong(epoch).putLong(instance).putInt(round)
        .putShort((short) members).put((byte) proposals).put(prevotes.unsafeArray()).put(precommits.unsafeArray())
        .array());
  }

  public static Decoded<VoteSummary> decode(Bytes bytes) {
    return Wire.decode(bytes, VoteSummary::read);
  }

  private static VoteSummary read(ByteBuffer in) throws Wire.Malformed {
    long epoch = Wire.count(in, 0);
    long instance = Wire.count(in, 1);
    int round = Wire.round(in, 0);
    int members = Short.toUnsignedInt(in.getShort());
    int proposals = in.get();
    if (members < 1 || members > MemberSet.MAX || proposals >> 1 != 0) {
      throw new Wire.Malformed("no set has " + members + " members, no round " + proposals + " proposals");
    }
    var prevotes = Wire.bytes(in, (members + 7) / 8);
    var precommits = Wire.bytes(in, (members + 7) / 8);
    if (isNoBitmap(members, prevotes) || isNoBitmap(members, precommits)) {
      throw new Wire.Malformed("unused bits are set");
    }
    return new VoteSummary(epoch, instance, round, members, proposals, prevotes, precommits);
  }

  private static boolean isNoBitmap(int members, Bytes bitmap) {
    return bitmap.size() != (members + 7) / 8 || Signers.hasUnusedBits(members, bitmap);
  }
}
