package org.atoll.seth.bn254;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The three operations of EIP-196 and EIP-197 on BN254. Numbers are big-endian, 32 bytes; a point of the first group
 * is x, y; one of the second x, y with the imaginary part of each first; infinity is all zeros. Thread-safe.
 */
public final class Bn254 {
  /** Bytes of a point of the first group. */
  public static final int POINT = G1.BYTES;
  /** Bytes of a point of each group. */
  public static final int PAIR = 3 * G1.BYTES;

  private Bn254() {}

  /**
   * The sum of two points at {@code at}.
   *
   * @return the point; null when a coordinate is p or more or a point is not on the curve
   */
  public static byte @Nullable [] add(byte[] in, int at) {
    var p = new long[G1.AFFINE_SIZE];
    var q = new long[G1.AFFINE_SIZE];
    return G1.load(p, 0, in, at) && G1.load(q, 0, in, at + POINT) ? G1.store(new G1().add(p, q)) : null;
  }

  /**
   * A multiple: a point and then a scalar, any 32 bytes, at {@code at}.
   *
   * @return the point; null when a coordinate is p or more or the point is not on the curve
   */
  public static byte @Nullable [] multiply(byte[] in, int at) {
    var p = new long[G1.AFFINE_SIZE];
    return G1.load(p, 0, in, at) ? G1.store(new G1().multiply(p, new BigInteger(1, in, at + POINT, 32))) : null;
  }

  /** What a {@link #pairing} comes to. */
  public enum Product { ONE, OTHER, INVALID }

  /**
   * Whether the product of the pairings of {@code pairs} pairs at {@code at} is 1. Invalid when a coordinate is p or
   * more, a point is not on its curve, or a second point is not in the group of order r.
   */
  public static Product pairing(byte[] in, int at, int pairs) {
    var pairing = new Pairing(pairs);
    for (int i = 0; i < pairs; i++) {
      if (!pairing.add(in, at + i * PAIR)) {
        return Product.INVALID;
      }
    }
    var f = pairing.millerLoop();
    if (f == null) {
      return Product.INVALID;
    }
    return Fp12.isOne(pairing.exponentiate(f)) ? Product.ONE : Product.OTHER;
  }
}
