package org.atoll.sdk.crypto;

import java.util.Arrays;
import java.util.Optional;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.jspecify.annotations.Nullable;

/**
 * ECDSA over secp256k1 on digests, with key recovery as Ethereum uses it. libsecp256k1 where it loads, else Bouncy
 * Castle, with equal results. Thread-safe.
 */
public final class Secp256k1 {
  private static final int DIGEST_SIZE = 32;
  private static final int SIGNATURE_SIZE = 64;

  private static final class Holder { // loads the library at first use
    static final Optional<LibSecp256k1> NATIVE = LibSecp256k1.load();
    static final Secp256k1Backend BACKEND =
        NATIVE.<Secp256k1Backend>map(loaded -> loaded).orElseGet(Secp256k1Backend.Java::new);
  }

  private Secp256k1() {}

  /** Whether libsecp256k1 does the work. */
  public static boolean isNative() {
    return Holder.NATIVE.isPresent();
  }

  static Secp256k1Backend backend() {
    return Holder.BACKEND;
  }

  /**
   * The public key that made the signature. High s is accepted: a caller that must not, asks {@link #isLowS} first.
   *
   * @param rs64 r ‖ s
   * @param recoveryId 0 to 3; Ethereum only has 0 and 1
   * @return x ‖ y, 64 bytes; empty when r or s is not in 1 to n − 1, or no key fits
   */
  public static Optional<Bytes> recover(byte[] digest32, Bytes rs64, int recoveryId) {
    requireDigest(digest32);
    var rs = rs64.unsafeArray();
    if (rs.length != SIGNATURE_SIZE || recoveryId < 0 || recoveryId > 3
        || !Scalars.SECP256K1.isScalar(rs, 0) || !Scalars.SECP256K1.isScalar(rs, 32)) {
      return Optional.empty();
    }
    var key = backend().recover(digest32, rs, recoveryId);
    return key == null ? Optional.empty() : Optional.of(Bytes.wrap(key));
  }

  /** Whether s is at most n / 2, as EIP-2 demands. */
  public static boolean isLowS(Bytes rs64) {
    return rs64.size() == SIGNATURE_SIZE && Scalars.SECP256K1.isLow(rs64.unsafeArray(), 32);
  }

  /**
   * Signs deterministically (RFC 6979).
   *
   * @param secret 32 bytes, 1 to n − 1
   * @return r ‖ s ‖ recovery id, 65 bytes, low s
   * @throws IllegalArgumentException when the secret is no such number
   */
  public static byte[] signRecoverable(byte[] digest32, Bytes secret) {
    requireDigest(digest32);
    requireSecret(secret);
    return signRecoverable(digest32, secret.unsafeArray(), backend().publicKey(secret.unsafeArray()));
  }

  static byte[] signRecoverable(byte[] digest, byte[] secret, byte[] compressedKey) {
    var rs = backend().sign(digest, secret);
    for (int id = 0; id < 4; id++) {
      if (matches(backend().recover(digest, rs, id), compressedKey)) {
        var signature = Arrays.copyOf(rs, SIGNATURE_SIZE + 1);
        signature[SIGNATURE_SIZE] = (byte) id;
        return signature;
      }
    }
    throw new IllegalStateException("a signature just made does not lead back to its key");
  }

  private static boolean matches(byte @Nullable [] xy, byte[] compressed) {
    return xy != null && (xy[63] & 1) == (compressed[0] & 1) && Arrays.equals(xy, 0, 32, compressed, 1, 33);
  }

  /** The account of a public key: last 20 bytes of the keccak of x ‖ y. */
  public static EvmAddress address(Bytes xy64) {
    if (xy64.size() != 64) {
      throw new IllegalArgumentException("an uncompressed key has 64 bytes, not " + xy64.size());
    }
    return EvmAddress.wrap(Arrays.copyOfRange(Keccak.digest(xy64.unsafeArray(), 0, 64), 12, 32));
  }

  /**
   * The account of a secp256k1 key.
   *
   * @throws IllegalArgumentException for a key of another algorithm, or off the curve
   */
  public static EvmAddress addressOf(PublicKey secp256k1Key) {
    if (secp256k1Key.algorithm() != SignatureAlgorithm.SECP256K1) {
      throw new IllegalArgumentException("not a secp256k1 key: " + secp256k1Key);
    }
    var xy = backend().coordinates(secp256k1Key.bytes().unsafeArray());
    if (xy == null) {
      throw new IllegalArgumentException("not on the curve: " + secp256k1Key);
    }
    return address(Bytes.wrap(xy));
  }

  private static void requireDigest(byte[] digest) {
    if (digest.length != DIGEST_SIZE) {
      throw new IllegalArgumentException("a digest has 32 bytes, not " + digest.length);
    }
  }

  private static void requireSecret(Bytes secret) {
    if (secret.size() != 32 || !Scalars.SECP256K1.isScalar(secret.unsafeArray(), 0)) {
      throw new IllegalArgumentException("a secp256k1 secret is a 32-byte number from 1 to n - 1");
    }
  }
}
