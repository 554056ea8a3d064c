package org.atoll.validator.finality.core;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Bytes;

/**
 * Who signed one message, and the signatures. Immutable.
 *
 * @param members size n of the member set
 * @param bitmap ⌈n/8⌉ bytes; member k is bit k mod 8 of byte k/8, least significant first; unused bits are 0
 * @param signatures 64 bytes for each set bit, in index order
 */
public record Signers(int members, Bytes bitmap, Bytes signatures) {
  static final int SIGNATURE = 64;

  public Signers {
    if (members < 1 || members > MemberSet.MAX || bitmap.size() != (members + 7) / 8 || hasUnusedBits(members, bitmap)) {
      throw new IllegalArgumentException("not a bitmap of " + members + " members: " + bitmap);
    }
    if (signatures.size() != SIGNATURE * count(bitmap)) {
      throw new IllegalArgumentException(signatures.size() + " bytes are not a signature for each bit of " + bitmap);
    }
  }

  /** Those of the votes that are for this block; votes are by member index, null where there is none. */
  static Signers of(Vote[] votes, BlockRef block) {
    var bitmap = new byte[(votes.length + 7) / 8];
    int count = 0;
    for (int k = 0; k < votes.length; k++) {
      if (votes[k] != null && votes[k].block().equals(block)) {
        bitmap[k >> 3] |= (byte) (1 << (k & 7));
        count++;
      }
    }
    var signatures = ByteBuffer.allocate(SIGNATURE * count);
    for (int k = 0; k < votes.length; k++) {
      if ((bitmap[k >> 3] >> (k & 7) & 1) != 0) {
        signatures.put(votes[k].signature().unsafeArray());
      }
    }
    return new Signers(votes.length, Bytes.wrap(bitmap), Bytes.wrap(signatures.array()));
  }

  public boolean contains(int member) {
    return member < members && (bitmap.get(member >> 3) >> (member & 7) & 1) != 0;
  }

  public int count() {
    return count(bitmap);
  }

  /** Members in index order. */
  public int[] indexes() {
    var indexes = new int[count()];
    int at = 0;
    for (int k = 0; k < members; k++) {
      if (contains(k)) {
        indexes[at++] = k;
      }
    }
    return indexes;
  }

  /** The n-th of {@link #indexes()}. */
  Bytes signature(int nth) {
    return signatures.slice(nth * SIGNATURE, (nth + 1) * SIGNATURE);
  }

  /** Sum of the signers' weights. */
  public long weight(MemberSet set) {
    long weight = 0;
    for (int k = 0; k < members; k++) {
      if (contains(k)) {
        weight += set.get(k).weight();
      }
    }
    return weight;
  }

  /** Whether a quorum of the set signed the message, each signature good. */
  boolean verify(MemberSet set, Bytes message, SignatureCheck check) {
    if (members != set.size() || weight(set) < set.quorum()) {
      return false;
    }
    int nth = 0;
    for (int member : indexes()) {
      if (!check.verify(set.get(member).key(), message, signature(nth++))) {
        return false;
      }
    }
    return true;
  }

  int size() {
    return 2 + bitmap.size() + signatures.size();
  }

  /** u16 n ‖ bitmap ‖ signatures. */
  void write(ByteBuffer out) {
    out.putShort((short) members).put(bitmap.unsafeArray()).put(signatures.unsafeArray());
  }

  static Signers read(ByteBuffer in) throws Wire.Malformed {
    int members = Short.toUnsignedInt(in.getShort());
    if (members < 1 || members > MemberSet.MAX) {
      throw new Wire.Malformed("no set has " + members + " members");
    }
    var bitmap = Wire.bytes(in, (members + 7) / 8);
    if (hasUnusedBits(members, bitmap)) {
      throw new Wire.Malformed("unused bits are set");
    }
    return new Signers(members, bitmap, Wire.bytes(in, SIGNATURE * count(bitmap)));
  }

  /** A u16 member index. */
  static int index(ByteBuffer in) throws Wire.Malformed {
    int index = Short.toUnsignedInt(in.getShort());
    if (index >= MemberSet.MAX) {
      throw new Wire.Malformed("no member has index " + index);
    }
    return index;
  }

  static boolean hasUnusedBits(int members, Bytes bitmap) {
    return (members & 7) != 0 && (bitmap.get(bitmap.size() - 1) & 0xff) >> (members & 7) != 0;
  }

  private static int count(Bytes bitmap) {
    int count = 0;
    for (byte next : bitmap.unsafeArray()) {
      count += Integer.bitCount(next & 0xff);
    }
    return count;
  }

  @Override
  public String toString() {
    return Arrays.toString(indexes()) + " of " + members;
  }
}
