package org.atoll.sdk.crypto;

import java.util.Optional;

/** Algorithms a key may have; the code leads every encoded key. */
public enum SignatureAlgorithm {
  SECP256K1(1, 33),
  P256(2, 33),
  P384(3, 49),
  ED25519(4, 32);

  private final int code;
  private final int keySize;

  SignatureAlgorithm(int code, int keySize) {
    this.code = code;
    this.keySize = keySize;
  }

  /** First byte of an encoded key, 1 to 4. */
  public int code() {
    return code;
  }

  /** Length of a compressed public key in bytes. */
  public int keySize() {
    return keySize;
  }

  public static Optional<SignatureAlgorithm> ofCode(int code) {
    return switch (code) {
      case 1 -> Optional.of(SECP256K1);
      case 2 -> Optional.of(P256);
      case 3 -> Optional.of(P384);
      case 4 -> Optional.of(ED25519);
      default -> Optional.empty();
    };
  }
}
