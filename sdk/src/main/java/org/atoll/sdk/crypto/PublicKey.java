package org.atoll.sdk.crypto;

import org.atoll.sdk.value.Bytes;

/**
 * A public key in its one form: compressed SEC1 for the ECDSA curves, the 32 bytes of RFC 8032 for Ed25519.
 * That the point lies on the curve is checked by {@link Signatures}, not here.
 *
 * @param bytes {@link SignatureAlgorithm#keySize()} bytes
 */
public record PublicKey(SignatureAlgorithm algorithm, Bytes bytes) implements Comparable<PublicKey> {
  public PublicKey {
    if (bytes.size() != algorithm.keySize()) {
      throw new IllegalArgumentException(
          "a " + algorithm + " key has " + algorithm.keySize() + " bytes, not " + bytes.size());
    }
  }

  /** The algorithm's code, then the key. */
  public Bytes encoded() {
    return Bytes.wrap(new byte[] {(byte) algorithm.code()}).concat(bytes);
  }

  /**
   * Inverse of {@link #encoded()}.
   *
   * @throws IllegalArgumentException when it is not such a key
   */
  public static PublicKey decode(Bytes encoded) {
    if (encoded.isEmpty()) {
      throw new IllegalArgumentException("key is empty");
    }
    int code = encoded.get(0);
    var algorithm = SignatureAlgorithm.ofCode(code)
        .orElseThrow(() -> new IllegalArgumentException("unknown key algorithm " + code));
    return new PublicKey(algorithm, encoded.slice(1, encoded.size()));
  }

  @Override
  public int compareTo(PublicKey other) {
    return encoded().compareTo(other.encoded());
  }

  @Override
  public String toString() {
    return algorithm + ":" + bytes.toHex();
  }
}
