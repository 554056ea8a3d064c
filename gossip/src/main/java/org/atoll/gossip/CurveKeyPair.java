package org.atoll.gossip;

import com.neilalexander.jnacl.crypto.curve25519;
import java.util.random.RandomGenerator;
import org.atoll.sdk.value.Bytes;

/** The network key of a node: X25519, used by CURVE. Never prints the secret. Immutable and thread-safe. */
public final class CurveKeyPair {
  /** Length of either key in bytes. */
  public static final int SIZE = 32;

  private final Bytes publicKey;
  private final Bytes secretKey;

  private CurveKeyPair(Bytes publicKey, Bytes secretKey) {
    this.publicKey = publicKey;
    this.secretKey = secretKey;
  }

  /** @throws IllegalArgumentException unless the secret has 32 bytes */
  public static CurveKeyPair of(Bytes secretKey) {
    if (secretKey.size() != SIZE) {
      throw new IllegalArgumentException("a CURVE secret has 32 bytes, not " + secretKey.size());
    }
    var key = new byte[SIZE];
    curve25519.crypto_scalarmult_base(key, secretKey.unsafeArray());
    return new CurveKeyPair(Bytes.wrap(key), secretKey);
  }

  /** @param random a {@link java.security.SecureRandom} outside tests */
  public static CurveKeyPair generate(RandomGenerator random) {
    var secret = new byte[SIZE];
    random.nextBytes(secret);
    return of(Bytes.wrap(secret));
  }

  public Bytes publicKey() {
    return publicKey;
  }

  /** The secret itself: for keystores and sockets only. */
  public Bytes secretKey() {
    return secretKey;
  }

  @Override
  public String toString() {
    return "***";
  }
}
