package org.atoll.seth.precompile;

import org.atoll.sdk.ethereum.Fork;
import org.atoll.seth.bn254.Bn254;
import org.jspecify.annotations.Nullable;

/** 0x07: a multiple of a point of BN254 (EIP-196). What is missing of the input is zeros. Cheaper by EIP-1108. */
record Bn254Multiply(long price) implements Precompile {
  static Bn254Multiply of(Fork fork) {
    return new Bn254Multiply(fork.atLeast(Fork.ISTANBUL) ? 6_000 : 40_000);
  }

  @Override
  public long gas(byte[] in, int from, int size) {
    return price;
  }

  @Override
  public byte @Nullable [] run(byte[] in, int from, int size) {
    return Bn254.multiply(Padded.input(in, from, size, Bn254.POINT + 32), 0);
  }
}
