package org.atoll.seth.bn254;

import java.math.BigInteger;

/**
 * Fp[u] / (u^2 + 1): the two coordinates in a row, ten limbs. Bounds count in units of p for each coordinate: the
 * product of operands a and b is at most 1 + 0.024 a b. The class holds scratch, so an instance serves one thread.
 */
final class Fp2 {
  static final int SIZE = 2 * Fp.SIZE;

  private final long[] wide = new long[30];
  private final long[] sums = new long[SIZE];

  static long[] of(BigInteger real, BigInteger imaginary) {
    var z = new long[SIZE];
    System.arraycopy(Fp.of(real), 0, z, 0, Fp.SIZE);
    System.arraycopy(Fp.of(imaginary), 0, z, Fp.SIZE, Fp.SIZE);
    return z;
  }

  static void copy(long[] z, int zo, long[] x, int xo) {
    System.arraycopy(x, xo, z, zo, SIZE);
  }

  static void add(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    Fp.add(z, zo, x, xo, y, yo);
    Fp.add(z, zo + 5, x, xo + 5, y, yo + 5);
  }

  static void sub(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    Fp.sub(z, zo, x, xo, y, yo);
    Fp.sub(z, zo + 5, x, xo + 5, y, yo + 5);
  }

  /** z = k x for a small k. */
  static void scale(long[] z, int zo, long[] x, int xo, long k) {
    Fp.scale(z, zo, x, xo, k);
    Fp.scale(z, zo + 5, x, xo + 5, k);
  }

  static void conjugate(long[] z, int zo, long[] x, int xo) {
    if (z != x || zo != xo) {
      System.arraycopy(x, xo, z, zo, Fp.SIZE);
    }
    Fp.scale(z, zo + 5, x, xo + 5, -1);
  }

  static void reduce(long[] z, int zo, long[] x, int xo) {
    Fp.reduce(z, zo, x, xo);
    Fp.reduce(z, zo + 5, x, xo + 5);
  }

  static boolean isZero(long[] x, int xo) {
    return Fp.isZero(x, xo) && Fp.isZero(x, xo + 5);
  }

  static boolean equal(long[] x, int xo, long[] y, int yo) {
    return Fp.equal(x, xo, y, yo) && Fp.equal(x, xo + 5, y, yo + 5);
  }

  /** z = xi x + y, reduced, where xi = 9 + u. */
  static void addXi(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    long a0 = x[xo];
    long a1 = x[xo + 1];
    long a2 = x[xo + 2];
    long a3 = x[xo + 3];
    long a4 = x[xo + 4];
    long b0 = x[xo + 5];
    long b1 = x[xo + 6];
    long b2 = x[xo + 7];
    long b3 = x[xo + 8];
    long b4 = x[xo + 9];
    Fp.reduce(z, zo, 9 * a0 - b0 + y[yo], 9 * a1 - b1 + y[yo + 1], 9 * a2 - b2 + y[yo + 2], 9 * a3 - b3 + y[yo + 3],
        9 * a4 - b4 + y[yo + 4]);
    Fp.reduce(z, zo + 5, 9 * b0 + a0 + y[yo + 5], 9 * b1 + a1 + y[yo + 6], 9 * b2 + a2 + y[yo + 7],
        9 * b3 + a3 + y[yo + 8], 9 * b4 + a4 + y[yo + 9]);
  }

  /** Karatsuba, with one reduction for each coordinate. */
  void mul(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    var w = wide;
    Fp.add(sums, 0, x, xo, x, xo + 5);
    Fp.add(sums, 5, y, yo, y, yo + 5);
    Montgomery.multiplyWide(w, 0, x, xo, y, yo);
    Montgomery.multiplyWide(w, 10, x, xo + 5, y, yo + 5);
    Montgomery.multiplyWide(w, 20, sums, 0, sums, 5);
    for (int i = 0; i < 10; i++) {
      long real = w[i];
      long imaginary = w[10 + i];
      w[i] = real - imaginary;
      w[10 + i] = w[20 + i] - real - imaginary;
    }
    Montgomery.reduceWidePair(z, zo, w, 0);
  }

  /** (a + b)(a - b) + 2ab u. */
  void square(long[] z, int zo, long[] x, int xo) {
    Fp.add(sums, 0, x, xo, x, xo + 5);
    Fp.sub(sums, 5, x, xo, x, xo + 5);
    Montgomery.multiplyWide(wide, 0, sums, 0, sums, 5);
    Fp.scale(sums, 0, x, xo, 2);
    Montgomery.multiplyWide(wide, 10, sums, 0, x, xo + 5);
    Montgomery.reduceWidePair(z, zo, wide, 0);
  }

  /** z = x y where y is in Fp. */
  void mulByFp(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    Montgomery.multiplyWide(wide, 0, x, xo, y, yo);
    Montgomery.multiplyWide(wide, 10, x, xo + 5, y, yo);
    Montgomery.reduceWidePair(z, zo, wide, 0);
  }

  /** z = 1 / x. */
  void inverse(long[] z, int zo, long[] x, int xo) {
    var norm = new long[Fp.SIZE];
    Fp.square(norm, 0, x, xo);
    Fp.square(sums, 0, x, xo + 5);
    Fp.add(norm, 0, norm, 0, sums, 0);
    Fp.inverse(norm, 0, norm, 0);
    conjugate(z, zo, x, xo);
    mulByFp(z, zo, z, zo, norm, 0);
  }

  /** x to the power e, which is not negative. */
  long[] power(long[] x, BigInteger e) {
    var z = of(BigInteger.ONE, BigInteger.ZERO);
    for (int i = e.bitLength() - 1; i >= 0; i--) {
      square(z, 0, z, 0);
      if (e.testBit(i)) {
        mul(z, 0, z, 0, x, 0);
      }
    }
    return z;
  }
}
