package org.atoll.seth.bn254;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The curve y^2 = x^3 + 3 over Fp, whose points are the first group. Affine points are x then y, ten limbs, infinity
 * being (0, 0); Jacobian ones X, Y, Z, fifteen limbs, standing for (X / Z^2, Y / Z^3), infinity having Z = 0 limb by
 * limb. Formulas: dbl-2009-l, madd-2007-bl of the Explicit-Formulas Database (https://hyperelliptic.org/EFD). Holds
 * scratch; for one thread.
 */
final class G1 {
  static final int AFFINE_SIZE = 2 * Fp.SIZE;
  static final int BYTES = 2 * Fp.BYTES;

  private static final int Y = Fp.SIZE;
  private static final int Z = 2 * Fp.SIZE;
  private static final int JACOBIAN_SIZE = 3 * Fp.SIZE;
  private static final int WINDOW = 5;
  private static final int ODD = 1 << (WINDOW - 2); // multiples kept: P, 3P, ... 15P
  private static final long[] THREE = Fp.of(BigInteger.valueOf(3));
  private static final long[] ONE = Fp.of(BigInteger.ONE);

  static final BigInteger ORDER =
      new BigInteger("21888242871839275222246405745257275088548364400416034343698204186575808495617");
  /** A cube root of 1: (beta x, y) is lambda (x, y) for a cube root lambda of 1 modulo the order. */
  private static final long[] BETA =
      Fp.of(new BigInteger("2203960485148121921418603742825762020974279258880205651966"));
  // (A1, B1) and (A2, -B2) are short vectors (a, b) with a + b lambda = 0 modulo the order
  private static final BigInteger A1 = new BigInteger("147946756881789319010696353538189108491");
  private static final BigInteger B1 = new BigInteger("9931322734385697763");
  private static final BigInteger A2 = B1;
  private static final BigInteger B2 = new BigInteger("147946756881789319000765030803803410728");

  private final long[] a = new long[Fp.SIZE];
  private final long[] b = new long[Fp.SIZE];
  private final long[] c = new long[Fp.SIZE];
  private final long[] d = new long[Fp.SIZE];
  private final long[] e = new long[Fp.SIZE];
  private final long[] f = new long[Fp.SIZE];

  /** Reads 64 bytes; false when a coordinate is p or more, or the point is neither on the curve nor (0, 0). */
  static boolean load(long[] z, int zo, byte[] in, int at) {
    if (!Fp.load(z, zo, in, at) || !Fp.load(z, zo + Y, in, at + Fp.BYTES)) {
      return false;
    }
    if (isInfinity(z, zo)) {
      return true;
    }
    var left = new long[Fp.SIZE];
    var right = new long[Fp.SIZE];
    Fp.square(left, 0, z, zo + Y);
    Fp.square(right, 0, z, zo);
    Fp.mul(right, 0, right, 0, z, zo);
    Fp.add(right, 0, right, 0, THREE, 0);
    return Fp.equal(left, 0, right, 0);
  }

  static boolean isInfinity(long[] p, int po) {
    return Fp.isZero(p, po) && Fp.isZero(p, po + Y);
  }

  static byte[] store(long[] p) {
    var out = new byte[BYTES];
    if (!isInfinity(p, 0)) {
      Fp.store(out, 0, p, 0);
      Fp.store(out, Fp.BYTES, p, Y);
    }
    return out;
  }

  /** p + q, all affine. */
  long[] add(long[] p, long[] q) {
    if (isInfinity(p, 0)) {
      return q;
    }
    if (isInfinity(q, 0)) {
      return p;
    }
    var sum = new long[AFFINE_SIZE];
    Fp.sub(a, 0, q, 0, p, 0);
    Fp.sub(b, 0, q, Y, p, Y);
    if (Fp.isZero(a, 0)) {
      if (!Fp.isZero(b, 0)) {
        return sum; // q = -p
      }
      Fp.square(b, 0, p, 0);
      Fp.scale(b, 0, b, 0, 3);
      Fp.scale(a, 0, p, Y, 2);
    }
    Fp.inverse(a, 0, a, 0);
    Fp.mul(a, 0, a, 0, b, 0); // the slope
    Fp.square(b, 0, a, 0);
    Fp.sub(b, 0, b, 0, p, 0);
    Fp.sub(sum, 0, b, 0, q, 0);
    Fp.sub(b, 0, p, 0, sum, 0);
    Fp.mul(b, 0, b, 0, a, 0);
    Fp.sub(sum, Y, b, 0, p, Y);
    return sum;
  }

  /**
   * k p: k is split into k1 + k2 lambda of half its length (Gallant, Lambert, Vanstone, CRYPTO 2001), whose digits then
   * share the doublings.
   *
   * @param k 0 or more
   */
  long[] multiply(long[] p, BigInteger k) {
    var rest = k.mod(ORDER);
    if (isInfinity(p, 0) || rest.signum() == 0) {
      return new long[AFFINE_SIZE];
    }
    var c1 = B2.multiply(rest).divide(ORDER);
    var c2 = B1.multiply(rest).divide(ORDER);
    var k1 = rest.subtract(c1.multiply(A1)).subtract(c2.multiply(A2));
    var k2 = c2.multiply(B2).subtract(c1.multiply(B1));
    var digits1 = Wnaf.of(k1.abs(), WINDOW);
    var digits2 = Wnaf.of(k2.abs(), WINDOW);
    var odd = oddMultiples(p);
    var turned = new long[odd.length];
    for (int i = 0; i < odd.length; i += AFFINE_SIZE) {
      Fp.mul(turned, i, odd, i, BETA, 0);
      System.arraycopy(odd, i + Y, turned, i + Y, Fp.SIZE);
    }
    var sum = new long[JACOBIAN_SIZE];
    for (int i = Math.max(digits1.length, digits2.length) - 1; i >= 0; i--) {
      twice(sum, 0);
      addDigit(sum, odd, digits1, i, k1.signum());
      addDigit(sum, turned, digits2, i, k2.signum());
    }
    return affine(sum);
  }

  private void addDigit(long[] sum, long[] multiples, byte[] digits, int i, int sign) {
    int digit = i < digits.length ? sign * digits[i] : 0;
    if (digit != 0) {
      addAffine(sum, 0, multiples, (Math.abs(digit) >> 1) * AFFINE_SIZE, digit < 0 ? -1 : 1);
    }
  }

  /**
   * P, 3P, ... 15P, affine. Computed on the curve that the denominator z of 2P makes of this one, where 2P is affine as
   * it stands; then divided by all denominators with one inversion.
   */
  private long[] oddMultiples(long[] p) {
    var two = new long[JACOBIAN_SIZE];
    jacobian(two, 0, p, 0);
    twice(two, 0);
    var points = new long[ODD * JACOBIAN_SIZE];
    Fp.square(a, 0, two, Z);
    Fp.mul(points, 0, p, 0, a, 0);
    Fp.mul(a, 0, a, 0, two, Z);
    Fp.mul(points, Y, p, Y, a, 0);
    System.arraycopy(ONE, 0, points, Z, Fp.SIZE);
    for (int at = JACOBIAN_SIZE; at < points.length; at += JACOBIAN_SIZE) {
      System.arraycopy(points, at - JACOBIAN_SIZE, points, at, JACOBIAN_SIZE);
      addAffine(points, at, two, 0, 1);
    }
    var prefix = new long[ODD * Fp.SIZE]; // products of the denominators so far
    System.arraycopy(two, Z, prefix, 0, Fp.SIZE);
    for (int i = 1; i < ODD; i++) {
      Fp.mul(points, i * JACOBIAN_SIZE + Z, points, i * JACOBIAN_SIZE + Z, two, Z);
      Fp.mul(prefix, i * Fp.SIZE, prefix, (i - 1) * Fp.SIZE, points, i * JACOBIAN_SIZE + Z);
    }
    var inverse = new long[Fp.SIZE];
    Fp.inverse(inverse, 0, prefix, (ODD - 1) * Fp.SIZE);
    var odd = new long[ODD * AFFINE_SIZE];
    for (int i = ODD - 1; i > 0; i--) {
      Fp.mul(f, 0, inverse, 0, prefix, (i - 1) * Fp.SIZE);
      Fp.mul(inverse, 0, inverse, 0, points, i * JACOBIAN_SIZE + Z);
      divide(odd, i * AFFINE_SIZE, points, i * JACOBIAN_SIZE, f);
    }
    System.arraycopy(p, 0, odd, 0, AFFINE_SIZE);
    return odd;
  }

  static void jacobian(long[] z, int zo, long[] p, int po) {
    System.arraycopy(p, po, z, zo, AFFINE_SIZE);
    System.arraycopy(ONE, 0, z, zo + Z, Fp.SIZE);
  }

  private static boolean isZero(long[] t, int at) {
    return (t[at] | t[at + 1] | t[at + 2] | t[at + 3] | t[at + 4]) == 0;
  }

  /** T = 2T. X and Y stay reduced. */
  void twice(long[] t, int to) {
    Fp.square(a, 0, t, to); // A = X^2
    Fp.square(b, 0, t, to + Y); // B = Y^2
    Fp.add(d, 0, t, to, b, 0);
    Fp.square(c, 0, b, 0); // C = B^2
    Fp.square(d, 0, d, 0);
    Fp.sub(d, 0, d, 0, a, 0);
    Fp.sub(d, 0, d, 0, c, 0);
    Fp.scale(d, 0, d, 0, 2); // D = 2((X + B)^2 - A - C): 6.3
    Fp.scale(e, 0, a, 0, 3); // E = 3A: 3.1
    Fp.mul(f, 0, t, to + Y, t, to + Z);
    Fp.scale(t, to + Z, f, 0, 2); // Z = 2YZ
    Fp.square(f, 0, e, 0);
    Fp.sub(f, 0, f, 0, d, 0);
    Fp.sub(f, 0, f, 0, d, 0);
    Fp.reduce(t, to, f, 0); // X = E^2 - 2D
    Fp.sub(d, 0, d, 0, t, to);
    Fp.mul(d, 0, d, 0, e, 0);
    Fp.scale(c, 0, c, 0, 8);
    Fp.sub(d, 0, d, 0, c, 0);
    Fp.reduce(t, to + Y, d, 0); // Y = E (D - X) - 8C
  }

  /** T = T + Q or, for sign -1, T - Q, for an affine Q other than infinity. X and Y stay reduced. */
  void addAffine(long[] t, int to, long[] q, int qo, int sign) {
    if (isZero(t, to + Z)) {
      jacobian(t, to, q, qo);
      Fp.scale(t, to + Y, t, to + Y, sign);
      Fp.reduce(t, to, t, to);
      Fp.reduce(t, to + Y, t, to + Y);
      return;
    }
    Fp.square(a, 0, t, to + Z); // Z^2
    Fp.mul(b, 0, q, qo, a, 0);
    Fp.sub(b, 0, b, 0, t, to); // H = x Z^2 - X
    Fp.mul(a, 0, a, 0, t, to + Z);
    Fp.mul(a, 0, a, 0, q, qo + Y);
    Fp.scale(a, 0, a, 0, sign);
    Fp.sub(a, 0, a, 0, t, to + Y); // y Z^3 - Y
    if (Fp.isZero(b, 0)) {
      if (Fp.isZero(a, 0)) {
        twice(t, to);
      } else {
        Arrays.fill(t, to, to + JACOBIAN_SIZE, 0);
      }
      return;
    }
    Fp.scale(a, 0, a, 0, 2); // r
    Fp.scale(c, 0, b, 0, 2);
    Fp.mul(t, to + Z, t, to + Z, c, 0); // Z = 2 Z H
    Fp.square(c, 0, c, 0); // I = 4 H^2
    Fp.mul(d, 0, b, 0, c, 0); // J = H I
    Fp.mul(c, 0, c, 0, t, to); // V = X I
    Fp.square(e, 0, a, 0);
    Fp.sub(e, 0, e, 0, d, 0);
    Fp.sub(e, 0, e, 0, c, 0);
    Fp.sub(e, 0, e, 0, c, 0);
    Fp.reduce(t, to, e, 0); // X = r^2 - J - 2V
    Fp.sub(c, 0, c, 0, t, to);
    Fp.mul(c, 0, c, 0, a, 0);
    Fp.mul(d, 0, d, 0, t, to + Y);
    Fp.sub(c, 0, c, 0, d, 0);
    Fp.sub(c, 0, c, 0, d, 0);
    Fp.reduce(t, to + Y, c, 0); // Y = r (V - X) - 2 Y J
  }

  private long[] affine(long[] t) {
    var p = new long[AFFINE_SIZE];
    if (!isZero(t, Z)) {
      Fp.inverse(f, 0, t, Z);
      divide(p, 0, t, 0, f);
    }
    return p;
  }

  /** p = (X / Z^2, Y / Z^3), given 1 / Z. */
  private void divide(long[] p, int po, long[] t, int to, long[] inverse) {
    Fp.square(a, 0, inverse, 0);
    Fp.mul(p, po, t, to, a, 0);
    Fp.mul(a, 0, a, 0, inverse, 0);
    Fp.mul(p, po + Y, t, to + Y, a, 0);
  }
}
