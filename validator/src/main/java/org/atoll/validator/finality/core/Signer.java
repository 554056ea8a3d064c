package org.atoll.validator.finality.core;

import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.Bytes;

/** Holds a member's key. */
public interface Signer {
  PublicKey key();

  /** Deterministic; 64 bytes, not all zero. */
  Bytes sign(Bytes message);

  static Signer of(PrivateKey key) {
    return new Signer() {
      @Override
      public PublicKey key() {
        return key.publicKey();
      }

      @Override
      public Bytes sign(Bytes message) {
        return key.sign(message);
      }
    };
  }
}
