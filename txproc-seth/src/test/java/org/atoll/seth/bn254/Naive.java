package org.atoll.seth.bn254;

import java.math.BigInteger;
import java.util.Random;

/** The tower by the book on BigInteger: polynomials modulo w^12 - 18 w^6 + 82, in which u is w^6 - 9. */
final class Naive {
  static final BigInteger P = Fp.P;
  static final BigInteger ORDER = G1.ORDER;
  private static final BigInteger R = BigInteger.ONE.shiftLeft(260);
  private static final BigInteger R_INVERSE = R.modInverse(P);
  private static final BigInteger NINE = BigInteger.valueOf(9);

  private Naive() {}

  /** A number below p, often near an end of the range. */
  static BigInteger number(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> BigInteger.valueOf(random.nextInt(3));
      case 1 -> P.subtract(BigInteger.valueOf(1 + random.nextInt(3)));
      case 2 -> BigInteger.ONE.shiftLeft(random.nextInt(253)).subtract(BigInteger.valueOf(random.nextInt(2))).mod(P);
      default -> new BigInteger(254, random).mod(P);
    };
  }

  /** The value of five limbs, whatever their form. */
  static BigInteger value(long[] x, int xo) {
    return raw(x, xo).multiply(R_INVERSE).mod(P);
  }

  static BigInteger raw(long[] x, int xo) {
    var sum = BigInteger.ZERO;
    for (int i = 4; i >= 0; i--) {
      sum = sum.shiftLeft(52).add(BigInteger.valueOf(x[xo + i]));
    }
    return sum;
  }

  /** {@code n} elements of Fp in a row. */
  static long[] elements(Random random, int n) {
    var x = new long[5 * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(Fp.of(number(random)), 0, x, 5 * i, 5);
    }
    return x;
  }

  /** The coefficients in w of an element of Fp2, Fp6 or Fp12 as our limbs hold it. */
  static BigInteger[] polynomial(long[] x) {
    var z = new BigInteger[12];
    java.util.Arrays.fill(z, BigInteger.ZERO);
    for (int i = 0; i < x.length / 10; i++) {
      int degree = 2 * (i % 3) + i / 3; // v = w^2
      var real = value(x, 10 * i);
      var imaginary = value(x, 10 * i + 5);
      z[degree] = real.subtract(NINE.multiply(imaginary)).mod(P);
      z[degree + 6] = imaginary;
    }
    return z;
  }

  static BigInteger[] times(BigInteger[] x, BigInteger[] y) {
    var wide = new BigInteger[24];
    java.util.Arrays.fill(wide, BigInteger.ZERO);
    for (int i = 0; i < 12; i++) {
      for (int j = 0; j < 12; j++) {
        wide[i + j] = wide[i + j].add(x[i].multiply(y[j]));
      }
    }
    for (int i = 23; i >= 12; i--) { // w^12 = 18 w^6 - 82
      wide[i - 6] = wide[i - 6].add(wide[i].multiply(BigInteger.valueOf(18)));
      wide[i - 12] = wide[i - 12].subtract(wide[i].multiply(BigInteger.valueOf(82)));
    }
    var z = new BigInteger[12];
    for (int i = 0; i < 12; i++) {
      z[i] = wide[i].mod(P);
    }
    return z;
  }

  static BigInteger[] power(BigInteger[] x, BigInteger e) {
    var z = new BigInteger[12];
    java.util.Arrays.fill(z, BigInteger.ZERO);
    z[0] = BigInteger.ONE;
    for (int i = e.bitLength() - 1; i >= 0; i--) {
      z = times(z, z);
      if (e.testBit(i)) {
        z = times(z, x);
      }
    }
    return z;
  }

  /** Affine addition on y^2 = x^3 + 3 over Fp; null is infinity. */
  static BigInteger[] add(BigInteger[] p, BigInteger[] q) {
    if (p == null || q == null) {
      return p == null ? q : p;
    }
    BigInteger slope;
    if (p[0].equals(q[0])) {
      if (p[1].add(q[1]).mod(P).signum() == 0) {
        return null;
      }
      slope = p[0].pow(2).multiply(BigInteger.valueOf(3)).multiply(p[1].shiftLeft(1).modInverse(P));
    } else {
      slope = q[1].subtract(p[1]).multiply(q[0].subtract(p[0]).modInverse(P));
    }
    var x = slope.pow(2).subtract(p[0]).subtract(q[0]).mod(P);
    return new BigInteger[] {x, slope.multiply(p[0].subtract(x)).subtract(p[1]).mod(P)};
  }

  static BigInteger[] multiply(BigInteger[] p, BigInteger k) {
    BigInteger[] sum = null;
    for (int i = k.bitLength() - 1; i >= 0; i--) {
      sum = add(sum, sum);
      if (k.testBit(i)) {
        sum = add(sum, p);
      }
    }
    return sum;
  }

  static byte[] bytes(BigInteger number) {
    var out = new byte[32];
    var digits = number.toByteArray();
    int skip = Math.max(0, digits.length - 32);
    System.arraycopy(digits, skip, out, 32 - digits.length + skip, digits.length - skip);
    return out;
  }

  static byte[] join(byte[]... parts) {
    var out = new java.io.ByteArrayOutputStream();
    for (var part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] bytes(BigInteger[] point) {
    return point == null ? new byte[64] : join(bytes(point[0]), bytes(point[1]));
  }
}
