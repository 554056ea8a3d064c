package org.atoll.sdk.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Signatures over messages. ECDSA: r ‖ s, big-endian, s at most n / 2, over SHA-256 of the message (P-384: SHA-384).
 * Ed25519: RFC 8032 over the message. One message and key have no second valid form of a signature: high s, numbers
 * out of range, points encoded in another than the canonical way and Ed25519 keys of small order are refused.
 * Thread-safe.
 */
public final class Signatures {
  private static final ThreadLocal<MessageDigest> SHA384 = ThreadLocal.withInitial(() -> Sha256.digest("SHA-384"));

  private Signatures() {}

  /** False for anything but a canonical signature of this message by this key; never throws on foreign bytes. */
  public static boolean verify(PublicKey key, Bytes message, Bytes signature) {
    var bytes = key.bytes().unsafeArray();
    var sig = signature.unsafeArray();
    return switch (key.algorithm()) {
      case SECP256K1 -> Scalars.SECP256K1.isCanonical(sig)
          && Secp256k1.backend().verify(digest(key.algorithm(), message), sig, bytes);
      case P256 -> Scalars.P256.isCanonical(sig)
          && Weierstrass.P256.verify(digest(key.algorithm(), message), sig, bytes);
      case P384 -> Scalars.P384.isCanonical(sig)
          && Weierstrass.P384.verify(digest(key.algorithm(), message), sig, bytes);
      case ED25519 -> sig.length == Ed25519.SIGNATURE_SIZE
          && Ed25519.verify(sig, 0, bytes, 0, message.unsafeArray(), 0, message.size());
    };
  }

  /** Length of a signature by a key of this algorithm in bytes. */
  public static int size(SignatureAlgorithm algorithm) {
    return algorithm == SignatureAlgorithm.P384 ? 96 : 64;
  }

  /** Whether the key is a point of its curve (Ed25519: also canonical and not of small order). */
  public static boolean isOnCurve(PublicKey key) {
    var bytes = key.bytes().unsafeArray();
    return switch (key.algorithm()) {
      case SECP256K1 -> Secp256k1.backend().coordinates(bytes) != null;
      case P256 -> Weierstrass.P256.coordinates(bytes) != null;
      case P384 -> Weierstrass.P384.coordinates(bytes) != null;
      case ED25519 -> Ed25519.validatePublicKeyPartial(bytes, 0);
    };
  }

  /**
   * The account that belongs to a key: as in Ethereum for secp256k1, else the last 20 bytes of the keccak of the
   * algorithm byte and the key.
   *
   * @throws IllegalArgumentException for a secp256k1 key off the curve
   */
  public static EvmAddress account(PublicKey key) {
    if (key.algorithm() == SignatureAlgorithm.SECP256K1) {
      return Secp256k1.addressOf(key);
    }
    return EvmAddress.wrap(Arrays.copyOfRange(Keccak.hash(key.encoded()).bytes().unsafeArray(), 12, 32));
  }

  /** What ECDSA signs in place of the message. */
  static byte[] digest(SignatureAlgorithm algorithm, Bytes message) {
    return algorithm == SignatureAlgorithm.P384
        ? SHA384.get().digest(message.unsafeArray())
        : Sha256.hash(message).bytes().unsafeArray();
  }
}
