package org.atoll.seth.precompile;

import org.atoll.seth.bls.Bls12381;
import org.jspecify.annotations.Nullable;

/** 0x10, 0x11: the point of a group of BLS12-381 that a field element is mapped to (EIP-2537). */
record BlsMap(int group) implements Precompile {
  @Override
  public long gas(byte[] in, int from, int size) {
    return group == 1 ? 5_500 : 23_800;
  }

  @Override
  public byte @Nullable [] run(byte[] in, int from, int size) {
    return size == group * Bls12381.ELEMENT ? Bls12381.map(group, in, from) : null;
  }
}
