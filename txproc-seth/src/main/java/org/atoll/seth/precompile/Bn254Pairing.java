package org.atoll.seth.precompile;

import org.atoll.sdk.ethereum.Fork;
import org.atoll.seth.bn254.Bn254;
import org.jspecify.annotations.Nullable;

/** 0x08: whether a product of pairings on BN254 is 1 (EIP-197); 192 bytes a pair. Cheaper by EIP-1108. */
record Bn254Pairing(long base, long perPair) implements Precompile {
  static Bn254Pairing of(Fork fork) {
    return fork.atLeast(Fork.ISTANBUL) ? new Bn254Pairing(45_000, 34_000) : new Bn254Pairing(100_000, 80_000);
  }

  @Override
  public long gas(byte[] in, int from, int size) {
    return base + size / Bn254.PAIR * perPair;
  }

  @Override
  public byte @Nullable [] run(byte[] in, int from, int size) {
    if (size % Bn254.PAIR != 0) {
      return null;
    }
    return switch (Bn254.pairing(in, from, size / Bn254.PAIR)) {
      case ONE -> Padded.bool(true);
      case OTHER -> Padded.bool(false);
      case INVALID -> null;
    };
  }
}
