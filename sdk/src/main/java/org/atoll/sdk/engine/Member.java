package org.atoll.sdk.engine;

import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;

/**
 * One of those who vote and publish in an epoch.
 *
 * @param key secp256k1 or Ed25519
 * @param weight 1 or more
 */
public record Member(PublicKey key, long weight) {
  public Member {
    if (weight < 1) {
      throw new IllegalArgumentException("a member's weight must be at least 1: " + weight);
    }
    if (key.algorithm() != SignatureAlgorithm.SECP256K1 && key.algorithm() != SignatureAlgorithm.ED25519) {
      throw new IllegalArgumentException("a member's key is secp256k1 or Ed25519, not " + key.algorithm());
    }
  }

  /** Of weight 1. */
  public static Member of(PublicKey key) {
    return new Member(key, 1);
  }
}
