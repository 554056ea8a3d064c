package org.atoll.seth.bn254;

import static org.atoll.seth.bn254.Montgomery.MASK;
import static org.atoll.seth.bn254.Montgomery.P0;
import static org.atoll.seth.bn254.Montgomery.P1;
import static org.atoll.seth.bn254.Montgomery.P2;
import static org.atoll.seth.bn254.Montgomery.P3;
import static org.atoll.seth.bn254.Montgomery.P4;

import java.math.BigInteger;
import org.atoll.seth.word.Word;
import org.bouncycastle.math.raw.Mod;

/**
 * The field modulo p: five limbs at an offset of a {@code long[]}, as {@link Montgomery} describes them, standing for
 * themselves divided by 2^260.
 *
 * <p>Who computes keeps numbers small. In units of p: {@link #reduce} gives at most 1.01, {@link #mul} of operands a
 * and b at most 1 + 0.012 a b, additions add up. Comments in the formulas give such bounds where they matter.
 */
final class Fp {
  static final int SIZE = 5;
  static final int BYTES = 32;
  static final BigInteger P =
      new BigInteger("21888242871839275222246405745257275088696311157297823662689037894645226208583");

  private static final BigInteger R = BigInteger.ONE.shiftLeft(260);
  private static final long[] R_SQUARED = limbs(R.pow(2).mod(P));
  private static final long[] R_CUBED = limbs(R.pow(3).mod(P));
  private static final long[] PLAIN_ONE = limbs(BigInteger.ONE);
  private static final int[] P_INTS = {
    0xd87cfd47, 0x3c208c16, 0x6871ca8d, 0x97816a91, 0x8181585d, 0xb85045b6, 0xe131a029, 0x30644e72,
  };
  /** 2^64 / p4, for estimating quotients from the upper limb. */
  private static final long RECIPROCAL = Long.divideUnsigned(-1L, P4);

  private Fp() {}

  private static long[] limbs(BigInteger number) {
    var limbs = new long[SIZE];
    for (int i = 0; i < SIZE; i++) {
      limbs[i] = number.shiftRight(Montgomery.LIMB_BITS * i).longValue() & MASK;
    }
    return limbs;
  }

  /** Any number as an element. */
  static long[] of(BigInteger number) {
    return limbs(number.mod(P).multiply(R).mod(P));
  }

  static void mul(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    Montgomery.mul(z, zo, x, xo, y, yo);
  }

  static void square(long[] z, int zo, long[] x, int xo) {
    Montgomery.square(z, zo, x, xo);
  }

  static void add(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    z[zo] = x[xo] + y[yo];
    z[zo + 1] = x[xo + 1] + y[yo + 1];
    z[zo + 2] = x[xo + 2] + y[yo + 2];
    z[zo + 3] = x[xo + 3] + y[yo + 3];
    z[zo + 4] = x[xo + 4] + y[yo + 4];
  }

  static void sub(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    z[zo] = x[xo] - y[yo];
    z[zo + 1] = x[xo + 1] - y[yo + 1];
    z[zo + 2] = x[xo + 2] - y[yo + 2];
    z[zo + 3] = x[xo + 3] - y[yo + 3];
    z[zo + 4] = x[xo + 4] - y[yo + 4];
  }

  /** z = k x for a small k. */
  static void scale(long[] z, int zo, long[] x, int xo, long k) {
    z[zo] = k * x[xo];
    z[zo + 1] = k * x[xo + 1];
    z[zo + 2] = k * x[xo + 2];
    z[zo + 3] = k * x[xo + 3];
    z[zo + 4] = k * x[xo + 4];
  }

  /** z = x with limbs in their bits and -0.01 p < z < 1.01 p. Takes up to 1 000 p in limbs below 2^61. */
  static void reduce(long[] z, int zo, long[] x, int xo) {
    reduce(z, zo, x[xo], x[xo + 1], x[xo + 2], x[xo + 3], x[xo + 4]);
  }

  /** The same for limbs at hand. */
  static void reduce(long[] z, int zo, long l0, long l1, long l2, long l3, long l4) {
    long q = (((l4 + (l3 >> 52)) >> 24) * RECIPROCAL) >> 40;
    l0 -= q * P0;
    l1 += (l0 >> 52) - q * P1;
    l2 += (l1 >> 52) - q * P2;
    l3 += (l2 >> 52) - q * P3;
    l4 += (l3 >> 52) - q * P4;
    z[zo] = l0 & MASK;
    z[zo + 1] = l1 & MASK;
    z[zo + 2] = l2 & MASK;
    z[zo + 3] = l3 & MASK;
    z[zo + 4] = l4;
  }

  static boolean isZero(long[] x, int xo) {
    return vanishes(x[xo], x[xo + 1], x[xo + 2], x[xo + 3], x[xo + 4]);
  }

  static boolean equal(long[] x, int xo, long[] y, int yo) {
    return vanishes(x[xo] - y[yo], x[xo + 1] - y[yo + 1], x[xo + 2] - y[yo + 2], x[xo + 3] - y[yo + 3],
        x[xo + 4] - y[yo + 4]);
  }

  /** Whether p divides the number: reduced, it is 0 or p then, each of which has one form. */
  private static boolean vanishes(long l0, long l1, long l2, long l3, long l4) {
    long q = (((l4 + (l3 >> 52)) >> 24) * RECIPROCAL) >> 40;
    l0 -= q * P0;
    l1 += (l0 >> 52) - q * P1;
    l2 += (l1 >> 52) - q * P2;
    l3 += (l2 >> 52) - q * P3;
    l4 += (l3 >> 52) - q * P4;
    l0 &= MASK;
    l1 &= MASK;
    l2 &= MASK;
    l3 &= MASK;
    return (l0 | l1 | l2 | l3 | l4) == 0
        || ((l0 ^ P0) | (l1 ^ P1) | (l2 ^ P2) | (l3 ^ P3) | (l4 ^ P4)) == 0;
  }

  /** z = x with 0 <= z < p. */
  private static void canonical(long[] z, int zo, long[] x, int xo) {
    reduce(z, zo, x, xo);
    if (z[zo + 4] < 0) {
      plusP(z, zo, 1);
    } else if (!belowP(z, zo)) {
      plusP(z, zo, -1);
    }
  }

  private static void plusP(long[] z, int zo, long sign) {
    long l0 = z[zo] + sign * P0;
    long l1 = z[zo + 1] + sign * P1 + (l0 >> 52);
    long l2 = z[zo + 2] + sign * P2 + (l1 >> 52);
    long l3 = z[zo + 3] + sign * P3 + (l2 >> 52);
    z[zo] = l0 & MASK;
    z[zo + 1] = l1 & MASK;
    z[zo + 2] = l2 & MASK;
    z[zo + 3] = l3 & MASK;
    z[zo + 4] += sign * P4 + (l3 >> 52);
  }

  private static boolean belowP(long[] z, int zo) {
    return z[zo + 4] != P4 ? z[zo + 4] < P4
        : z[zo + 3] != P3 ? z[zo + 3] < P3
        : z[zo + 2] != P2 ? z[zo + 2] < P2
        : z[zo + 1] != P1 ? z[zo + 1] < P1 : z[zo] < P0;
  }

  /** Reads 32 big-endian bytes; false, with nothing of use in z, when they are p or more. */
  static boolean load(long[] z, int zo, byte[] in, int at) {
    long w3 = Word.longAt(in, at);
    long w2 = Word.longAt(in, at + 8);
    long w1 = Word.longAt(in, at + 16);
    long w0 = Word.longAt(in, at + 24);
    z[zo] = w0 & MASK;
    z[zo + 1] = (w0 >>> 52 | w1 << 12) & MASK;
    z[zo + 2] = (w1 >>> 40 | w2 << 24) & MASK;
    z[zo + 3] = (w2 >>> 28 | w3 << 36) & MASK;
    z[zo + 4] = w3 >>> 16;
    if (!belowP(z, zo)) {
      return false;
    }
    mul(z, zo, z, zo, R_SQUARED, 0);
    return true;
  }

  /** Writes 32 big-endian bytes. */
  static void store(byte[] out, int at, long[] x, int xo) {
    var z = new long[SIZE];
    mul(z, 0, x, xo, PLAIN_ONE, 0);
    canonical(z, 0, z, 0);
    Word.putLong(out, at + 24, z[0] | z[1] << 52);
    Word.putLong(out, at + 16, z[1] >>> 12 | z[2] << 40);
    Word.putLong(out, at + 8, z[2] >>> 24 | z[3] << 28);
    Word.putLong(out, at, z[3] >>> 36 | z[4] << 16);
  }

  /** z = 1 / x; 0 for 0. Not in constant time: there are no secrets here. */
  static void inverse(long[] z, int zo, long[] x, int xo) {
    canonical(z, zo, x, xo);
    var ints = new int[8];
    for (int i = 0; i < 8; i++) {
      int bit = 32 * i;
      int limb = bit / 52;
      int shift = bit % 52;
      long upper = shift > 20 && limb < 4 ? z[zo + limb + 1] << (52 - shift) : 0;
      ints[i] = (int) (z[zo + limb] >>> shift | upper);
    }
    var inverse = new int[8];
    Mod.modOddInverseVar(P_INTS, ints, inverse);
    for (int limb = 0; limb < SIZE; limb++) {
      int word = 52 * limb / 32;
      int shift = 52 * limb % 32;
      long bits = (inverse[word] & 0xffff_ffffL) >>> shift;
      bits |= word < 7 ? (inverse[word + 1] & 0xffff_ffffL) << (32 - shift) : 0;
      bits |= word < 6 && shift > 12 ? (inverse[word + 2] & 0xffff_ffffL) << (64 - shift) : 0;
      z[zo + limb] = bits & MASK;
    }
    mul(z, zo, z, zo, R_CUBED, 0); // of x R it was the inverse, without R
  }
}
