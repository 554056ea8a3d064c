package org.atoll.seth.precompile;

import org.atoll.seth.bls.Bls12381;
import org.jspecify.annotations.Nullable;

/** 0x0f: whether a product of pairings on BLS12-381 is 1 (EIP-2537); 384 bytes a pair, at least one. */
final class BlsPairing implements Precompile {
  @Override
  public long gas(byte[] in, int from, int size) {
    return 37_700 + size / Bls12381.PAIR * 32_600L;
  }

  @Override
  public byte @Nullable [] run(byte[] in, int from, int size) {
    if (size == 0 || size % Bls12381.PAIR != 0) {
      return null;
    }
    return switch (Bls12381.pairing(in, from, size / Bls12381.PAIR)) {
      case ONE -> Padded.bool(true);
      case OTHER -> Padded.bool(false);
      case INVALID -> null;
    };
  }
}
