package org.atoll.validator.finality.core;

import java.nio.ByteBuffer;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * A quorum of precommits: the block and its ancestors are final.
 *
 * @param signers of the precommits
 */
public record Certificate(long epoch, long instance, int round, BlockRef block, Signers signers)
    implements FinalityMessage {
  private static final int VERSION = 1;

  public Certificate {
    if (block.isNil()) {
      throw new IllegalArgumentException("nil is never final");
    }
  }

  /** What each signer signed. */
  public Ballot ballot() {
    return new Ballot(epoch, instance, round, VoteStep.PRECOMMIT, block);
  }

  /** @param members those of {@link #epoch} */
  public boolean verify(Hash32 chainTag, MemberSet members, SignatureCheck check) {
    return signers.verify(members, ballot().signingBytes(chainTag), check);
  }

  /** For the header field {@code certificate_hash} of the block that carries it: SHA-256 of the encoding. */
  public Hash32 hash() {
    return Sha256.hash(encode());
  }

  /**
   * u8 1 ‖ u64 epoch ‖ u64 instance ‖ u32 round ‖ u64 height ‖ block id ‖ u16 n ‖ bitmap ‖ signatures (consensus.md
   * §2.1).
   */
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

  public static Decoded<Certificate> decode(Bytes bytes) {
    return Wire.decode(bytes, Certificate::read);
  }

  static Certificate read(ByteBuffer in) throws Wire.Malformed {
    Wire.expect(in, VERSION, "not a certificate of version " + VERSION);
    long epoch = Wire.count(in, 0);
    long instance = Wire.count(in, 1);
    int round = Wire.round(in, 0);
    var block = Wire.block(in);
    if (block.isNil()) {
      throw new Wire.Malformed("nil is never final");
    }
    return new Certificate(epoch, instance, round, block, Signers.read(in));
  }
}
