package org.atoll.validator.finality.core;

import java.nio.ByteBuffer;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * Proof of lock: a quorum of one round's prevotes for one block, not nil.
 *
 * @param signers of the prevotes
 */
public record Pol(long epoch, long instance, int round, BlockRef block, Signers signers) implements FinalityMessage {
  private static final int VERSION = 2; // a certificate's is 1

  public Pol {
    if (block.isNil()) {
      throw new IllegalArgumentException("nobody locks nil");
    }
  }

  /** What each signer signed. */
  public Ballot ballot() {
    return new Ballot(epoch, instance, round, VoteStep.PREVOTE, block);
  }

  public boolean verify(Hash32 chainTag, MemberSet members, SignatureCheck check) {
    return signers.verify(members, ballot().signingBytes(chainTag), check);
  }

  /** u8 2, then as a {@link Certificate}. */
  public Bytes encode() {
    var out = ByteBuffer.allocate(size());
    write(out);
    return Bytes.wrap(out.array());
  }

  int size() {
    return 21 + BlockRef.SIZE + signers.size();
  }

  void write(ByteBuffer out) {
    out.put((byte) VERSION).putLong(epoch).putLong(instance).putInt(round);
    Wire.put(out, block);
    signers.write(out);
  }

  public static Decoded<Pol> decode(Bytes bytes) {
    return Wire.decode(bytes, Pol::read);
  }

  static Pol read(ByteBuffer in) throws Wire.Malformed {
    Wire.expect(in, VERSION, "not a proof of lock");
    long epoch = Wire.count(in, 0);
    long instance = Wire.count(in, 1);
    int round = Wire.round(in, 0);
    var block = Wire.block(in);
    if (block.isNil()) {
      throw new Wire.Malformed("nobody locks nil");
    }
    return new Pol(epoch, instance, round, block, Signers.read(in));
  }
}
