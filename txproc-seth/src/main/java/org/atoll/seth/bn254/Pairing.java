package org.atoll.seth.bn254;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Products of optimal ate pairings on BN254 (Vercauteren, Optimal pairings, https://eprint.iacr.org/2008/096): pairs
 * are added, then one loop squares for all of them and one final exponentiation ends it. Holds scratch; for one thread.
 */
final class Pairing {
  private static final BigInteger X = BigInteger.valueOf(4_965_661_367_192_848_881L);
  /** Signed binary digits of 6x + 2, no two neighbours of them other than 0; most significant first, without its 1. */
  private static final byte[] LOOP = digits(X.multiply(BigInteger.valueOf(6)).add(BigInteger.TWO), 2);
  /** Digits of x, odd and between -7 and 7, of any four neighbours at most one other than 0; without the first. */
  private static final byte[] POWER = digits(X, 4);

  private static final int POINT = 3 * Fp2.SIZE;

  private final Fp12 fp12 = new Fp12();
  private final G2 g2 = new G2(fp12.fp2);
  private final long[] line = new long[3 * Fp2.SIZE];
  private final long[] psi = new long[G2.SIZE];
  private final long[] p;
  private final long[] q;
  private final long[] t;
  private final boolean[] counts;
  private int pairs;

  /** @param room how many pairs may be added */
  Pairing(int room) {
    p = new long[room * G1.AFFINE_SIZE];
    q = new long[room * G2.SIZE];
    t = new long[room * POINT];
    counts = new boolean[room];
  }

  /** Signed digits of window w, most significant first, the first left out: it must be 1. */
  private static byte[] digits(BigInteger number, int window) {
    var digits = Wnaf.of(number, window);
    var reversed = new byte[digits.length - 1];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = digits[digits.length - 2 - i];
    }
    if (digits[digits.length - 1] != 1) {
      throw new IllegalStateException("the first digit of " + number + " is not 1");
    }
    return reversed;
  }

  /**
   * Reads an affine point of each group. A first point at infinity makes a pair count for 1, but its second point is
   * checked all the same; a second point at infinity is left out altogether.
   *
   * @return false when a coordinate is p or more or a point is not on its curve
   */
  boolean add(byte[] in, int at) {
    int po = pairs * G1.AFFINE_SIZE;
    int qo = pairs * G2.SIZE;
    if (!G1.load(p, po, in, at)
        || !Fp.load(q, qo + 5, in, at + 64) || !Fp.load(q, qo, in, at + 96)
        || !Fp.load(q, qo + 15, in, at + 128) || !Fp.load(q, qo + 10, in, at + 160)) {
      return false;
    }
    if (Fp2.isZero(q, qo) && Fp2.isZero(q, qo + Fp2.SIZE)) {
      return true;
    }
    if (!g2.isOnCurve(q, qo)) {
      return false;
    }
    counts[pairs] = !G1.isInfinity(p, po);
    pairs++;
    return true;
  }

  /** The product before the final exponentiation; null when a second point is not in the group of order r. */
  long @Nullable [] millerLoop() {
    var f = Fp12.one();
    for (int i = 0; i < pairs; i++) {
      G2.start(t, i * POINT, q, i * G2.SIZE);
    }
    for (byte digit : LOOP) {
      fp12.square(f, f);
      for (int i = 0; i < pairs; i++) {
        g2.twice(t, i * POINT, line);
        multiplyLine(f, i);
        if (digit != 0) {
          g2.add(t, i * POINT, q, i * G2.SIZE, digit, line);
          multiplyLine(f, i);
        }
      }
    }
    for (int i = 0; i < pairs; i++) {
      if (!finish(f, i)) {
        return null;
      }
    }
    return f;
  }

  /**
   * Adds psi(Q) and subtracts psi^2(Q) as the optimal ate pairing does, which decides membership on the way: what is
   * reached is (6x + 2 + psi - psi^2) Q, and Q has order r exactly if that is -psi^3(Q). For with psi^2 - t psi + p = 0
   * the norm of 6x + 2 + psi - psi^2 + psi^3 is a multiple of r, not of r^2, and has no factor in common with the
   * cofactor 2p - r (method: Dai, Lin, Zhao, Zhou, https://eprint.iacr.org/2022/348).
   */
  private boolean finish(long[] f, int i) {
    int to = i * POINT;
    g2.psi(psi, 0, q, i * G2.SIZE);
    g2.add(t, to, psi, 0, 1, line);
    multiplyLine(f, i);
    g2.psi(psi, 0, psi, 0);
    g2.add(t, to, psi, 0, -1, line);
    multiplyLine(f, i);
    g2.psi(psi, 0, psi, 0);
    return g2.isMinus(t, to, psi, 0);
  }

  private void multiplyLine(long[] f, int i) {
    if (counts[i]) {
      int po = i * G1.AFFINE_SIZE;
      fp12.fp2.mulByFp(line, 0, line, 0, p, po + Fp.SIZE);
      fp12.fp2.mulByFp(line, Fp2.SIZE, line, Fp2.SIZE, p, po);
      fp12.mulByLine(f, f, line);
    }
  }

  /**
   * f to a multiple, prime to r, of (p^12 - 1) / r: after the easy part to (p^6 - 1)(p^2 + 1), the hard part times
   * 2x (6x^2 + 3x + 1) as in Fuentes-Castaneda, Knapp, Rodriguez-Henriquez, Faster hashing to G2 (SAC 2011).
   */
  long[] exponentiate(long[] f) {
    var g = new long[Fp12.SIZE];
    var u = new long[Fp12.SIZE];
    fp12.inverse(u, f);
    Fp12.conjugate(g, f);
    fp12.mul(g, g, u); // f^(p^6 - 1)
    fp12.frobenius(u, g);
    fp12.frobenius(u, u);
    fp12.mul(g, g, u);

    var x2 = power(g);
    fp12.squareCyclotomic(x2, x2); // 2x
    fp12.squareCyclotomic(u, x2);
    fp12.mul(u, u, x2); // 6x
    var x6x = power(u); // 6x^2
    var a = new long[Fp12.SIZE];
    fp12.squareCyclotomic(a, x6x);
    a = power(a); // 12x^3
    fp12.mul(a, a, x6x);
    fp12.mul(a, a, u); // 12x^3 + 6x^2 + 6x
    var b = new long[Fp12.SIZE];
    Fp12.conjugate(x2, x2);
    fp12.mul(b, a, x2); // 12x^3 + 6x^2 + 4x
    // a 6x^2 g * b^p * a^(p^2) * (b / g)^(p^3)
    var z = new long[Fp12.SIZE];
    fp12.mul(z, a, x6x);
    fp12.mul(z, z, g);
    fp12.frobenius(u, b);
    fp12.mul(z, z, u);
    fp12.frobenius(u, a);
    fp12.frobenius(u, u);
    fp12.mul(z, z, u);
    Fp12.conjugate(u, g);
    fp12.mul(u, u, b);
    for (int i = 0; i < 3; i++) {
      fp12.frobenius(u, u);
    }
    fp12.mul(z, z, u);
    return z;
  }

  /** g^x for a g whose order divides p^4 - p^2 + 1. */
  private long[] power(long[] g) {
    var odd = new long[4][Fp12.SIZE]; // g, g^3, g^5, g^7
    var z = new long[Fp12.SIZE];
    fp12.squareCyclotomic(z, g);
    odd[0] = g;
    for (int i = 1; i < 4; i++) {
      fp12.mul(odd[i], odd[i - 1], z);
    }
    var inverse = new long[Fp12.SIZE];
    System.arraycopy(g, 0, z, 0, Fp12.SIZE);
    for (byte digit : POWER) {
      fp12.squareCyclotomic(z, z);
      if (digit > 0) {
        fp12.mul(z, z, odd[digit >> 1]);
      } else if (digit < 0) {
        Fp12.conjugate(inverse, odd[-digit >> 1]);
        fp12.mul(z, z, inverse);
      }
    }
    return z;
  }
}
