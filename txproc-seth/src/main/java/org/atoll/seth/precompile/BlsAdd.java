package org.atoll.seth.precompile;

import org.atoll.seth.bls.Bls12381;
import org.jspecify.annotations.Nullable;

/** 0x0b, 0x0d: the sum of two points of a curve of BLS12-381 (EIP-2537), in the group or not. */
record BlsAdd(int group) implements Precompile {
  @Override
  public long gas(byte[] in, int from, int size) {
    return group == 1 ? 375 : 600;
  }

  @Override
  public byte @Nullable [] run(byte[] in, int from, int size) {
    return size == 2 * group * Bls12381.POINT ? Bls12381.add(group, in, from) : null;
  }
}
