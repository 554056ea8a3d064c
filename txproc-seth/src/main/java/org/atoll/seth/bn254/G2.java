package org.atoll.seth.bn254;

import java.math.BigInteger;

/**
 * The curve y^2 = x^3 + 3/xi over Fp2 that the second group lies on, and a point T walking on it: T = (X/Z, Y/Z), thirty
 * limbs. Each step leaves the coefficients of the line it drew, for {@link MillerLoop}. Formulas: Costello, Lange,
 * Naehrig, Faster pairing computations on curves with high-degree twists, https://eprint.iacr.org/2009/615, scaled so
 * that nothing is halved. Holds scratch, so an instance serves one thread.
 *
 * <p>A step that meets infinity or its own operand yields infinity with the right coordinates, or (0, 0, 0), which
 * every further step keeps. Neither can happen to multiples of a point of the group, whose order is prime.
 */
final class G2 {
  /** Affine: x then y. */
  static final int SIZE = 2 * Fp2.SIZE;
  private static final int Y = Fp2.SIZE;
  private static final int Z = 2 * Fp2.SIZE;

  private static final long[] B;
  private static final long[] THREE_B;

  static {
    var fp2 = new Fp2();
    B = Fp2.of(BigInteger.valueOf(9), BigInteger.ONE);
    fp2.inverse(B, 0, B, 0);
    Fp2.scale(B, 0, B, 0, 3);
    Fp2.reduce(B, 0, B, 0);
    THREE_B = new long[Fp2.SIZE];
    Fp2.scale(THREE_B, 0, B, 0, 3);
    Fp2.reduce(THREE_B, 0, THREE_B, 0);
  }

  private final Fp2 fp2;
  private final long[] a = new long[Fp2.SIZE];
  private final long[] b = new long[Fp2.SIZE];
  private final long[] c = new long[Fp2.SIZE];
  private final long[] d = new long[Fp2.SIZE];
  private final long[] e = new long[Fp2.SIZE];
  private final long[] f = new long[Fp2.SIZE];
  private final long[] h = new long[Fp2.SIZE];

  G2(Fp2 fp2) {
    this.fp2 = fp2;
  }

  boolean isOnCurve(long[] q, int qo) {
    fp2.square(a, 0, q, qo);
    fp2.mul(a, 0, a, 0, q, qo);
    Fp2.add(a, 0, a, 0, B, 0);
    fp2.square(b, 0, q, qo + Y);
    return Fp2.equal(a, 0, b, 0);
  }

  /** T = Q. */
  static void start(long[] t, int to, long[] q, int qo) {
    System.arraycopy(q, qo, t, to, SIZE);
    System.arraycopy(Fp2.of(BigInteger.ONE, BigInteger.ZERO), 0, t, to + Z, Fp2.SIZE);
  }

  /**
   * T = 2T; the tangent's line is l0 yP + l1 xP w + l2 v w. X, Z stay below 1.4 p; Y is reduced.
   *
   * @param l gets l0, l1, l2
   */
  void twice(long[] t, int to, long[] l) {
    fp2.mul(a, 0, t, to, t, to + Y); // XY
    fp2.square(b, 0, t, to + Y); // B = Y^2
    fp2.square(c, 0, t, to + Z); // C = Z^2
    fp2.mul(e, 0, c, 0, THREE_B, 0); // E = 3bC
    Fp2.scale(f, 0, e, 0, 3); // F = 3E
    Fp2.add(h, 0, t, to + Y, t, to + Z);
    fp2.square(h, 0, h, 0);
    Fp2.sub(h, 0, h, 0, b, 0);
    Fp2.sub(h, 0, h, 0, c, 0); // H = 2YZ
    fp2.square(d, 0, t, to); // X^2
    Fp2.scale(l, 0, h, 0, -1);
    Fp2.scale(l, Y, d, 0, 3);
    Fp2.sub(l, Z, e, 0, b, 0);

    Fp2.scale(a, 0, a, 0, 2);
    Fp2.sub(d, 0, b, 0, f, 0);
    fp2.mul(t, to, a, 0, d, 0); // X = 2XY (B - F): 2.1 x 4.2
    Fp2.add(d, 0, b, 0, f, 0);
    fp2.square(d, 0, d, 0);
    fp2.square(e, 0, e, 0);
    Fp2.scale(e, 0, e, 0, 12);
    Fp2.sub(d, 0, d, 0, e, 0);
    Fp2.reduce(t, to + Y, d, 0); // Y = (B + F)^2 - 12 E^2
    Fp2.scale(b, 0, b, 0, 4);
    fp2.mul(t, to + Z, b, 0, h, 0); // Z = 4 B H: 4.2 x 3.3
  }

  /**
   * T = T + Q, or T - Q; the line through both is l0 yP + l1 xP w + l2 v w.
   *
   * @param sign 1 or -1
   * @param l gets l0, l1, l2
   */
  void add(long[] t, int to, long[] q, int qo, int sign, long[] l) {
    Fp2.scale(h, 0, q, qo + Y, sign); // Q's y
    fp2.mul(a, 0, h, 0, t, to + Z);
    Fp2.sub(a, 0, t, to + Y, a, 0); // theta = Y - y Z
    fp2.mul(b, 0, q, qo, t, to + Z);
    Fp2.sub(b, 0, t, to, b, 0); // lambda = X - x Z
    Fp2.copy(l, 0, b, 0);
    Fp2.scale(l, Y, a, 0, -1);
    fp2.mul(c, 0, a, 0, q, qo);
    fp2.mul(d, 0, b, 0, h, 0);
    Fp2.sub(l, Z, c, 0, d, 0); // theta x - lambda y

    fp2.square(c, 0, a, 0);
    fp2.square(d, 0, b, 0);
    fp2.mul(e, 0, b, 0, d, 0); // E = lambda^3
    fp2.mul(f, 0, t, to + Z, c, 0); // F = Z theta^2
    fp2.mul(d, 0, t, to, d, 0); // G = X lambda^2
    Fp2.scale(h, 0, d, 0, -2);
    Fp2.add(h, 0, h, 0, e, 0);
    Fp2.add(h, 0, h, 0, f, 0); // H = E + F - 2G
    fp2.mul(t, to, b, 0, h, 0); // X = lambda H: 2.4 x 4.2
    Fp2.sub(d, 0, d, 0, h, 0);
    fp2.mul(d, 0, d, 0, a, 0);
    fp2.mul(c, 0, e, 0, t, to + Y);
    Fp2.sub(d, 0, d, 0, c, 0);
    Fp2.reduce(t, to + Y, d, 0); // Y = theta (G - H) - E Y
    fp2.mul(t, to + Z, t, to + Z, e, 0);
  }

  /** z = psi(Q): untwist, Frobenius, twist. */
  void psi(long[] z, int zo, long[] q, int qo) {
    Fp2.conjugate(z, zo, q, qo);
    fp2.mul(z, zo, z, zo, Fp12.frobenius(2), 0);
    Fp2.conjugate(z, zo + Y, q, qo + Y);
    fp2.mul(z, zo + Y, z, zo + Y, Fp12.frobenius(3), 0);
  }

  /** Whether T = -Q; false for the (0, 0, 0) of a step that went wrong. */
  boolean isMinus(long[] t, int to, long[] q, int qo) {
    fp2.mul(a, 0, q, qo, t, to + Z);
    fp2.mul(b, 0, q, qo + Y, t, to + Z);
    Fp2.add(b, 0, b, 0, t, to + Y);
    return !Fp2.isZero(t, to + Z) && Fp2.equal(a, 0, t, to) && Fp2.isZero(b, 0);
  }
}
