package org.atoll.validator.finality.core;

import java.nio.ByteBuffer;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * A member's signed ballot.
 *
 * @param member index in the epoch's member set
 * @param signature 64 bytes over {@link Ballot#signingBytes}
 */
public record Vote(Ballot ballot, int member, Bytes signature) implements FinalityMessage {
  /** Encoded size in bytes. */
  public static final int SIZE = Ballot.SIZE + 2 + Signers.SIGNATURE;

  public Vote {
    if (member < 0 || member >= MemberSet.MAX) {
      throw new IllegalArgumentException("no member has index " + member);
    }
    if (signature.size() != Signers.SIGNATURE) {
      throw new IllegalArgumentException("signature is not 64 bytes but " + signature.size());
    }
  }

  public long instance() {
    return ballot.instance();
  }

  public int round() {
    return ballot.round();
  }

  public BlockRef block() {
    return ballot.block();
  }

  /** Whether it is signed by the member it names. */
  public boolean verify(Hash32 chainTag, MemberSet members, SignatureCheck check) {
    return member < members.size()
        && check.verify(members.get(member).key(), ballot.signingBytes(chainTag), signature);
  }

  /** The signed bytes ‖ u16 member ‖ signature. */
  public Bytes encode(Hash32 chainTag) {
    var out = ByteBuffer.allocate(SIZE);
    write(out, chainTag);
    return Bytes.wrap(out.array());
  }

  void write(ByteBuffer out, Hash32 chainTag) {
    ballot.write(out, chainTag);
    out.putShort((short) member).put(signature.unsafeArray());
  }

  public static Decoded<Vote> decode(Bytes bytes, Hash32 chainTag) {
    return Wire.decode(bytes, in -> read(in, chainTag));
  }

  static Vote read(ByteBuffer in, Hash32 chainTag) throws Wire.Malformed {
    var ballot = Ballot.read(in, chainTag);
    return new Vote(ballot, Signers.index(in), Wire.bytes(in, Signers.SIGNATURE));
  }
}
