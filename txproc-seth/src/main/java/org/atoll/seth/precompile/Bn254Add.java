package org.atoll.seth.precompile;

import org.atoll.sdk.ethereum.Fork;
import org.atoll.seth.bn254.Bn254;
import org.jspecify.annotations.Nullable;

/** 0x06: the sum of two points of BN254 (EIP-196). What is missing of the input is zeros. Cheaper by EIP-1108. */
record Bn254Add(long price) implements Precompile {
  static Bn254Add of(Fork fork) {
    return new Bn254Add(fork.atLeast(Fork.ISTANBUL) ? 150 : 500);
  }

  @Override
  public long gas(byte[] in, int from, int size) {
    return price;
  }

  @Override
  public byte @Nullable [] run(byte[] in, int from, int size) {
    return Bn254.add(Padded.input(in, from, size, 2 * Bn254.POINT), 0);
  }
}
