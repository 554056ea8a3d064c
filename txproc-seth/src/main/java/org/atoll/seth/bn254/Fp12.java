package org.atoll.seth.bn254;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Fp6[w] / (w^2 - v): two coordinates in a row, sixty limbs. Operands and results are reduced. The class holds scratch,
 * so an instance serves one thread.
 */
final class Fp12 {
  static final int SIZE = 2 * Fp6.SIZE;
  private static final int H = Fp6.SIZE;

  /** xi^(i (p - 1) / 6) for i = 0 to 5: what Frobenius makes of w^i, over w^i. */
  private static final long[][] FROBENIUS = new long[6][];

  static {
    var fp2 = new Fp2();
    var xi = Fp2.of(BigInteger.valueOf(9), BigInteger.ONE);
    var sixth = Fp.P.subtract(BigInteger.ONE).divide(BigInteger.valueOf(6));
    for (int i = 0; i < 6; i++) {
      FROBENIUS[i] = fp2.power(xi, sixth.multiply(BigInteger.valueOf(i)));
    }
  }

  final Fp6 fp6;
  final Fp2 fp2;
  private final long[] a = new long[Fp6.SIZE];
  private final long[] b = new long[Fp6.SIZE];
  private final long[] t = new long[Fp6.SIZE];
  private final long[] u = new long[Fp6.SIZE];
  private final long[] line = new long[2 * Fp2.SIZE];
  private final long[] squares = new long[9 * Fp2.SIZE];

  Fp12() {
    fp2 = new Fp2();
    fp6 = new Fp6(fp2);
  }

  /** What conjugating and multiplying by this makes of the coordinate at v^(i / 2) w^(i mod 2). */
  static long[] frobenius(int i) {
    return FROBENIUS[i];
  }

  static long[] one() {
    var z = new long[SIZE];
    System.arraycopy(Fp.of(BigInteger.ONE), 0, z, 0, Fp.SIZE);
    return z;
  }

  static boolean isOne(long[] x) {
    return equal(x, one());
  }

  static boolean equal(long[] x, long[] y) {
    for (int i = 0; i < SIZE; i += Fp.SIZE) {
      if (!Fp.equal(x, i, y, i)) {
        return false;
      }
    }
    return true;
  }

  /** z = x to the power p^6; its inverse, if p^6 + 1 is a multiple of its order. */
  static void conjugate(long[] z, long[] x) {
    System.arraycopy(x, 0, z, 0, H);
    Fp6.negate(z, H, x, H);
  }

  void mul(long[] z, long[] x, long[] y) {
    Fp6.add(a, 0, x, 0, x, H);
    Fp6.add(b, 0, y, 0, y, H);
    fp6.mul(t, 0, x, 0, y, 0);
    fp6.mul(u, 0, x, H, y, H);
    fp6.mul(a, 0, a, 0, b, 0);
    join(z);
  }

  /** z = (t + v u) + (a - t - u) w. */
  private void join(long[] z) {
    Fp6.sub(a, 0, a, 0, t, 0);
    Fp6.sub(a, 0, a, 0, u, 0);
    Fp6.reduce(z, H, a, 0);
    fp6.mulByV(u, 0, u, 0);
    Fp6.add(t, 0, t, 0, u, 0);
    Fp6.reduce(z, 0, t, 0);
  }

  /** (x0 + x1)(x0 + v x1) - x0 x1 - v x0 x1 + 2 x0 x1 w. */
  void square(long[] z, long[] x) {
    Fp6.add(a, 0, x, 0, x, H);
    fp6.mulByV(b, 0, x, H);
    Fp6.add(b, 0, b, 0, x, 0);
    fp6.mul(t, 0, x, 0, x, H);
    fp6.mul(a, 0, a, 0, b, 0);
    Fp6.sub(a, 0, a, 0, t, 0);
    fp6.mulByV(u, 0, t, 0);
    Fp6.sub(a, 0, a, 0, u, 0);
    Fp6.reduce(z, 0, a, 0);
    Fp6.add(t, 0, t, 0, t, 0);
    Fp6.reduce(z, H, t, 0);
  }

  /** z = x (l0 + l1 w + l2 v w), a line's value with its coordinates l0, l1, l2 in a row. */
  void mulByLine(long[] z, long[] x, long[] l) {
    fp6.mulByFp2(t, 0, x, 0, l, 0);
    fp6.mulBySparse(u, 0, x, H, l, Fp2.SIZE, 2 * Fp2.SIZE);
    Fp6.add(a, 0, x, 0, x, H);
    Fp2.add(line, 0, l, 0, l, Fp2.SIZE);
    Fp2.copy(line, Fp2.SIZE, l, 2 * Fp2.SIZE);
    fp6.mulBySparse(a, 0, a, 0, line, 0, Fp2.SIZE);
    join(z);
  }

  /**
   * Squares an x whose order divides p^4 - p^2 + 1 (Granger, Scott: Faster squaring in the cyclotomic subgroup of sixth
   * degree extensions, https://eprint.iacr.org/2009/565). With x = (g0, g1, g2) + (h0, h1, h2) w.
   */
  void squareCyclotomic(long[] z, long[] x) {
    final int n = Fp2.SIZE;
    var q = squares;
    pair(q, 0, x, H + n, 0); // h1^2, g0^2, 2 h1 g0
    pair(q, 3 * n, x, 2 * n, H); // g2^2, h0^2, 2 g2 h0
    pair(q, 6 * n, x, H + 2 * n, n); // h2^2, g1^2, 2 h2 g1
    for (int i = 0; i < 9 * n; i += 3 * n) {
      Fp2.addXi(q, i, q, i, q, i + n);
      tripleLess(z, i / 3, q, i, x, i / 3, -2);
    }
    Arrays.fill(line, 0);
    Fp2.addXi(q, 8 * n, q, 8 * n, line, 0);
    tripleLess(z, H, q, 8 * n, x, H, 2);
    tripleLess(z, H + n, q, 2 * n, x, H + n, 2);
    tripleLess(z, H + 2 * n, q, 5 * n, x, H + 2 * n, 2);
  }

  /** At {@code at}: the squares of the coordinates at i and j, and twice their product. */
  private void pair(long[] q, int at, long[] x, int i, int j) {
    final int n = Fp2.SIZE;
    fp2.square(q, at, x, i);
    fp2.square(q, at + n, x, j);
    Fp2.add(line, 0, x, i, x, j);
    fp2.square(q, at + 2 * n, line, 0);
    Fp2.sub(q, at + 2 * n, q, at + 2 * n, q, at);
    Fp2.sub(q, at + 2 * n, q, at + 2 * n, q, at + n);
  }

  /** z = 3 q + k x. */
  private static void tripleLess(long[] z, int zo, long[] q, int qo, long[] x, int xo, long k) {
    for (int i = 0; i < Fp2.SIZE; i++) {
      z[zo + i] = 3 * q[qo + i] + k * x[xo + i];
    }
    Fp2.reduce(z, zo, z, zo);
  }

  /** z = x^p. */
  void frobenius(long[] z, long[] x) {
    for (int i = 0; i < 6; i++) {
      int at = (i % 2) * H + (i / 2) * Fp2.SIZE;
      Fp2.conjugate(z, at, x, at);
      fp2.mul(z, at, z, at, FROBENIUS[i], 0);
      Fp2.reduce(z, at, z, at);
    }
  }

  /** z = 1 / x. */
  void inverse(long[] z, long[] x) {
    fp6.mul(t, 0, x, 0, x, 0);
    fp6.mul(u, 0, x, H, x, H);
    fp6.mulByV(u, 0, u, 0);
    Fp6.sub(t, 0, t, 0, u, 0);
    Fp6.reduce(t, 0, t, 0);
    fp6.inverse(t, 0, t, 0);
    Fp6.reduce(t, 0, t, 0);
    fp6.mul(a, 0, x, 0, t, 0);
    Fp6.negate(t, 0, t, 0);
    fp6.mul(z, H, x, H, t, 0);
    System.arraycopy(a, 0, z, 0, H);
  }
}
