package org.atoll.sdk.crypto;

import org.jspecify.annotations.Nullable;

/**
 * What Atoll needs of secp256k1; {@link Secp256k1} has checked lengths and the range of scalars. Arrays are only read.
 * Thread-safe.
 */
interface Secp256k1Backend {
  /** x ‖ y, 64 bytes; null when no key fits. High s is fine. */
  byte @Nullable [] recover(byte[] digest, byte[] rs, int recoveryId);

  /** Whether the signature, whose s is low, fits the compressed key; false for a key off the curve. */
  boolean verify(byte[] digest, byte[] rs, byte[] key);

  /** r ‖ s by RFC 6979, low s. */
  byte[] sign(byte[] digest, byte[] secret);

  /** Compressed, 33 bytes. */
  byte[] publicKey(byte[] secret);

  /** x ‖ y of a compressed key; null when it is not on the curve. */
  byte @Nullable [] coordinates(byte[] key);

  /** Bouncy Castle: always there. */
  record Java() implements Secp256k1Backend {
    @Override
    public byte @Nullable [] recover(byte[] digest, byte[] rs, int recoveryId) {
      return Weierstrass.SECP256K1.recover(digest, rs, recoveryId);
    }

    @Override
    public boolean verify(byte[] digest, byte[] rs, byte[] key) {
      return Weierstrass.SECP256K1.verify(digest, rs, key);
    }

    @Override
    public byte[] sign(byte[] digest, byte[] secret) {
      return Weierstrass.SECP256K1.sign(digest, secret);
    }

    @Override
    public byte[] publicKey(byte[] secret) {
      return Weierstrass.SECP256K1.publicKey(secret);
    }

    @Override
    public byte @Nullable [] coordinates(byte[] key) {
      return Weierstrass.SECP256K1.coordinates(key);
    }
  }
}
