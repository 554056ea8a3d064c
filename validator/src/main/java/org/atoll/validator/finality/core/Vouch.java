package org.atoll.validator.finality.core;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * A member's word, given when asked, that a block is final for it (consensus.md §2.4).
 *
 * @param nonce of the question, so that old words cannot be passed off as new ones
 * @param signature 64 bytes over {@link #signingBytes}
 */
public record Vouch(Hash32 nonce, BlockRef block, Bytes signature) {
  private static final byte[] TAG = "atoll/vouch/1".getBytes(US_ASCII);

  public Vouch {
    if (signature.size() != Signers.SIGNATURE) {
      throw new IllegalArgumentException("signature is not 64 bytes but " + signature.size());
    }
  }

  /** "atoll/vouch/1" ‖ chainTag ‖ nonce ‖ u64 height ‖ block id. */
  public static Bytes signingBytes(Hash32 chainTag, Hash32 nonce, BlockRef block) {
    var out = ByteBuffer.allocate(TAG.length + 64 + BlockRef.SIZE).put(TAG).put(chainTag.bytes().unsafeArray())
        .put(nonce.bytes().unsafeArray());
    Wire.put(out, block);
    return Bytes.wrap(out.array());
  }

  public boolean verify(Hash32 chainTag, PublicKey member, SignatureCheck check) {
    return check.verify(member, signingBytes(chainTag, nonce, block), signature);
  }

  /** nonce ‖ u64 height ‖ block id ‖ signature. */
  public Bytes encode() {
    var out = ByteBuffer.allocate(32 + BlockRef.SIZE + Signers.SIGNATURE).put(nonce.bytes().unsafeArray());
    Wire.put(out, block);
    return Bytes.wrap(out.put(signature.unsafeArray()).array());
  }

  public static Decoded<Vouch> decode(Bytes bytes) {
    return Wire.decode(bytes, in ->
        new Vouch(new Hash32(Wire.bytes(in, 32)), Wire.block(in), Wire.bytes(in, Signers.SIGNATURE)));
  }
}
