package org.atoll.sdk.crypto;

import java.util.random.RandomGenerator;
import org.atoll.sdk.value.Bytes;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A private key and its public one. Never prints the secret. Immutable and thread-safe. */
public final class PrivateKey {
  private final Bytes secret;
  private final PublicKey publicKey;

  private PrivateKey(Bytes secret, PublicKey publicKey) {
    this.secret = secret;
    this.publicKey = publicKey;
  }

  /**
   * @param secret ECDSA: a number from 1 to n − 1, big-endian, 32 bytes (P-384: 48); Ed25519: the 32 bytes of RFC 8032
   * @throws IllegalArgumentException when it is not that; the message does not tell the secret
   */
  public static PrivateKey of(SignatureAlgorithm algorithm, Bytes secret) {
    if (!isSecret(algorithm, secret)) {
      throw new IllegalArgumentException("not a secret key for " + algorithm + ": "
          + secretSize(algorithm) + " bytes wanted" + (algorithm == SignatureAlgorithm.ED25519 ? "" : ", 1 to n - 1"));
    }
    var bytes = secret.unsafeArray();
    var key = switch (algorithm) {
      case SECP256K1 -> Secp256k1.backend().publicKey(bytes);
      case P256 -> Weierstrass.P256.publicKey(bytes);
      case P384 -> Weierstrass.P384.publicKey(bytes);
      case ED25519 -> {
        var out = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(bytes, 0, out, 0);
        yield out;
      }
    };
    return new PrivateKey(secret, new PublicKey(algorithm, Bytes.wrap(key)));
  }

  /** @param random a {@link java.security.SecureRandom} outside tests */
  public static PrivateKey generate(SignatureAlgorithm algorithm, RandomGenerator random) {
    while (true) {
      var bytes = new byte[secretSize(algorithm)];
      random.nextBytes(bytes);
      var secret = Bytes.wrap(bytes);
      if (isSecret(algorithm, secret)) {
        return of(algorithm, secret);
      }
    }
  }

  public SignatureAlgorithm algorithm() {
    return publicKey.algorithm();
  }

  public PublicKey publicKey() {
    return publicKey;
  }

  /** Signs deterministically; {@link Signatures#verify} takes the result. */
  public Bytes sign(Bytes message) {
    var bytes = secret.unsafeArray();
    return Bytes.wrap(switch (algorithm()) {
      case SECP256K1 -> Secp256k1.backend().sign(Signatures.digest(algorithm(), message), bytes);
      case P256 -> Weierstrass.P256.sign(Signatures.digest(algorithm(), message), bytes);
      case P384 -> Weierstrass.P384.sign(Signatures.digest(algorithm(), message), bytes);
      case ED25519 -> {
        var out = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(bytes, 0, publicKey.bytes().unsafeArray(), 0, message.unsafeArray(), 0, message.size(), out, 0);
        yield out;
      }
    });
  }

  /**
   * As {@link Secp256k1#signRecoverable}, without computing the public key again.
   *
   * @throws IllegalStateException for a key of another algorithm
   */
  public byte[] signRecoverable(byte[] digest32) {
    if (algorithm() != SignatureAlgorithm.SECP256K1) {
      throw new IllegalStateException("only secp256k1 keys sign so that the key can be recovered, not " + algorithm());
    }
    if (digest32.length != 32) {
      throw new IllegalArgumentException("a digest has 32 bytes, not " + digest32.length);
    }
    return Secp256k1.signRecoverable(digest32, secret.unsafeArray(), publicKey.bytes().unsafeArray());
  }

  /** The secret itself: for keystores only. */
  public Bytes secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "***";
  }

  private static boolean isSecret(SignatureAlgorithm algorithm, Bytes secret) {
    if (secret.size() != secretSize(algorithm)) {
      return false;
    }
    return switch (algorithm) {
      case SECP256K1 -> Scalars.SECP256K1.isScalar(secret.unsafeArray(), 0);
      case P256 -> Scalars.P256.isScalar(secret.unsafeArray(), 0);
      case P384 -> Scalars.P384.isScalar(secret.unsafeArray(), 0);
      case ED25519 -> true;
    };
  }

  private static int secretSize(SignatureAlgorithm algorithm) {
    return algorithm == SignatureAlgorithm.P384 ? 48 : 32;
  }
}
