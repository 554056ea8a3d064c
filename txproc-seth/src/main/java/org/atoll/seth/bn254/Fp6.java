package org.atoll.seth.bn254;

import java.util.Arrays;

/**
 * Fp2[v] / (v^3 - xi), xi = 9 + u: three coordinates in a row, thirty limbs. Products take coordinates up to 2.1 p and
 * are reduced (Devegili, O hEigeartaigh, Scott, Dahab: Multiplication and squaring on pairing-friendly fields,
 * https://eprint.iacr.org/2006/471). The class holds scratch, so an instance serves one thread.
 */
final class Fp6 {
  static final int SIZE = 3 * Fp2.SIZE;
  private static final int C1 = Fp2.SIZE;
  private static final int C2 = 2 * Fp2.SIZE;

  final Fp2 fp2;
  private final long[] v0 = new long[Fp2.SIZE];
  private final long[] v1 = new long[Fp2.SIZE];
  private final long[] v2 = new long[Fp2.SIZE];
  private final long[] t0 = new long[Fp2.SIZE];
  private final long[] t1 = new long[Fp2.SIZE];
  private final long[] t2 = new long[Fp2.SIZE];
  private final long[] s = new long[2 * Fp2.SIZE];

  Fp6(Fp2 fp2) {
    this.fp2 = fp2;
  }

  static void add(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    for (int i = 0; i < SIZE; i++) {
      z[zo + i] = x[xo + i] + y[yo + i];
    }
  }

  static void sub(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    for (int i = 0; i < SIZE; i++) {
      z[zo + i] = x[xo + i] - y[yo + i];
    }
  }

  static void negate(long[] z, int zo, long[] x, int xo) {
    for (int i = 0; i < SIZE; i++) {
      z[zo + i] = -x[xo + i];
    }
  }

  static void reduce(long[] z, int zo, long[] x, int xo) {
    for (int i = 0; i < SIZE; i += Fp.SIZE) {
      Fp.reduce(z, zo + i, x, xo + i);
    }
  }

  /** z = v x, its first coordinate reduced. The operand may be the result. */
  void mulByV(long[] z, int zo, long[] x, int xo) {
    Arrays.fill(v0, 0);
    Fp2.addXi(v0, 0, x, xo + C2, v0, 0);
    System.arraycopy(x, xo, z, zo + C1, 2 * Fp2.SIZE);
    Fp2.copy(z, zo, v0, 0);
  }

  /** Karatsuba. */
  void mul(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    fp2.mul(v0, 0, x, xo, y, yo);
    fp2.mul(v1, 0, x, xo + C1, y, yo + C1);
    fp2.mul(v2, 0, x, xo + C2, y, yo + C2);
    cross(t0, x, xo + C1, xo + C2, y, yo + C1, yo + C2, v1, v2);
    cross(t1, x, xo, xo + C1, y, yo, yo + C1, v0, v1);
    cross(t2, x, xo, xo + C2, y, yo, yo + C2, v0, v2);
    Fp2.addXi(z, zo, t0, 0, v0, 0);
    Fp2.addXi(z, zo + C1, v2, 0, t1, 0);
    Fp2.add(t2, 0, t2, 0, v1, 0);
    Fp2.reduce(z, zo + C2, t2, 0);
  }

  /** t = (x_i + x_j)(y_i + y_j) - p_i - p_j, which is x_i y_j + x_j y_i. */
  private void cross(long[] t, long[] x, int xi, int xj, long[] y, int yi, int yj, long[] pi, long[] pj) {
    Fp2.add(s, 0, x, xi, x, xj);
    Fp2.add(s, C1, y, yi, y, yj);
    fp2.mul(t, 0, s, 0, s, C1);
    Fp2.sub(t, 0, t, 0, pi, 0);
    Fp2.sub(t, 0, t, 0, pj, 0);
  }

  /** z = x (b + c v), with b in y at {@code bo} and c at {@code co}. */
  void mulBySparse(long[] z, int zo, long[] x, int xo, long[] y, int bo, int co) {
    fp2.mul(v0, 0, x, xo, y, bo);
    fp2.mul(v1, 0, x, xo + C1, y, co);
    cross(t1, x, xo, xo + C1, y, bo, co, v0, v1);
    fp2.mul(t0, 0, x, xo + C2, y, co);
    fp2.mul(t2, 0, x, xo + C2, y, bo);
    Fp2.addXi(z, zo, t0, 0, v0, 0);
    Fp2.reduce(z, zo + C1, t1, 0);
    Fp2.add(t2, 0, t2, 0, v1, 0);
    Fp2.reduce(z, zo + C2, t2, 0);
  }

  /** z = x y where y is in Fp2. */
  void mulByFp2(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    fp2.mul(z, zo, x, xo, y, yo);
    fp2.mul(z, zo + C1, x, xo + C1, y, yo);
    fp2.mul(z, zo + C2, x, xo + C2, y, yo);
  }

  /** z = 1 / x for a reduced x: the adjugate over the norm. */
  void inverse(long[] z, int zo, long[] x, int xo) {
    fp2.square(v0, 0, x, xo);
    fp2.square(v1, 0, x, xo + C1);
    fp2.square(v2, 0, x, xo + C2);
    fp2.mul(t0, 0, x, xo + C1, x, xo + C2);
    fp2.mul(t1, 0, x, xo, x, xo + C1);
    fp2.mul(t2, 0, x, xo, x, xo + C2);
    Fp2.scale(t0, 0, t0, 0, -1);
    Fp2.addXi(t0, 0, t0, 0, v0, 0); // x0^2 - xi x1 x2
    Fp2.scale(t1, 0, t1, 0, -1);
    Fp2.addXi(t1, 0, v2, 0, t1, 0); // xi x2^2 - x0 x1
    Fp2.sub(t2, 0, v1, 0, t2, 0); // x1^2 - x0 x2
    fp2.mul(v0, 0, x, xo, t0, 0);
    fp2.mul(v1, 0, x, xo + C2, t1, 0);
    fp2.mul(v2, 0, x, xo + C1, t2, 0);
    Fp2.add(v1, 0, v1, 0, v2, 0);
    Fp2.addXi(v0, 0, v1, 0, v0, 0);
    fp2.inverse(v0, 0, v0, 0);
    fp2.mul(z, zo, t0, 0, v0, 0);
    fp2.mul(z, zo + C1, t1, 0, v0, 0);
    fp2.mul(z, zo + C2, t2, 0, v0, 0);
  }
}
