package org.atoll.seth.bn254;

import java.math.BigInteger;
import java.util.Random;

/** The curve of the second group by the book on BigInteger: points {x, x's imaginary part, y, y's}; null is infinity. */
final class Second {
  private static final BigInteger P = Fp.P;
  private static final BigInteger[] B = div(new BigInteger[] {BigInteger.valueOf(3), BigInteger.ZERO},
      new BigInteger[] {BigInteger.valueOf(9), BigInteger.ONE});

  private Second() {}

  static BigInteger[] generator() {
    return new BigInteger[] {
      new BigInteger("10857046999023057135944570762232829481370756359578518086990519993285655852781"),
      new BigInteger("11559732032986387107991004021392285783925812861821192530917403151452391805634"),
      new BigInteger("8495653923123431417604973247489272438418190587263600148770280649306958101930"),
      new BigInteger("4082367875863433681332203403145435568316851327593401208105741076214120093531"),
    };
  }

  private static BigInteger[] mul(BigInteger[] a, BigInteger[] b) {
    return new BigInteger[] {a[0].multiply(b[0]).subtract(a[1].multiply(b[1])).mod(P),
      a[0].multiply(b[1]).add(a[1].multiply(b[0])).mod(P)};
  }

  private static BigInteger[] sub(BigInteger[] a, BigInteger[] b) {
    return new BigInteger[] {a[0].subtract(b[0]).mod(P), a[1].subtract(b[1]).mod(P)};
  }

  private static BigInteger[] div(BigInteger[] a, BigInteger[] b) {
    var norm = b[0].pow(2).add(b[1].pow(2)).modInverse(P);
    return mul(a, new BigInteger[] {b[0].multiply(norm), b[1].negate().multiply(norm)});
  }

  private static BigInteger[] x(BigInteger[] p) {
    return new BigInteger[] {p[0], p[1]};
  }

  private static BigInteger[] y(BigInteger[] p) {
    return new BigInteger[] {p[2], p[3]};
  }

  static BigInteger[] add(BigInteger[] p, BigInteger[] q) {
    if (p == null || q == null) {
      return p == null ? q : p;
    }
    BigInteger[] slope;
    if (p[0].equals(q[0]) && p[1].equals(q[1])) {
      if (!p[2].equals(q[2]) || !p[3].equals(q[3]) || (p[2].signum() == 0 && p[3].signum() == 0)) {
        return null;
      }
      var square = mul(x(p), x(p));
      slope = div(new BigInteger[] {square[0].multiply(BigInteger.valueOf(3)), square[1].multiply(BigInteger.valueOf(3))},
          new BigInteger[] {p[2].shiftLeft(1), p[3].shiftLeft(1)});
    } else {
      slope = div(sub(y(q), y(p)), sub(x(q), x(p)));
    }
    var x = sub(sub(mul(slope, slope), x(p)), x(q));
    var y = sub(mul(slope, sub(x(p), x)), y(p));
    return new BigInteger[] {x[0], x[1], y[0], y[1]};
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

  /** A point of the curve; practically never of the group. */
  static BigInteger[] outside(Random random) {
    while (true) {
      var x = new BigInteger[] {new BigInteger(250, random), new BigInteger(250, random)};
      var cube = mul(mul(x, x), x);
      var y = root(new BigInteger[] {cube[0].add(B[0]).mod(P), cube[1].add(B[1]).mod(P)});
      if (y != null) {
        return new BigInteger[] {x[0], x[1], y[0], y[1]};
      }
    }
  }

  /** By the norm: with n^2 = a^2 + b^2, a root's real part squared is (a + n) / 2 or (a - n) / 2. */
  private static BigInteger[] root(BigInteger[] a) {
    var e = P.add(BigInteger.ONE).shiftRight(2);
    var norm = a[0].pow(2).add(a[1].pow(2)).mod(P).modPow(e, P);
    for (var n : new BigInteger[] {norm, norm.negate()}) {
      var real = a[0].add(n).multiply(BigInteger.TWO.modInverse(P)).modPow(e, P);
      if (real.signum() != 0) {
        var z = new BigInteger[] {real, a[1].multiply(real.shiftLeft(1).modInverse(P)).mod(P)};
        if (java.util.Arrays.equals(mul(z, z), a)) {
          return z;
        }
      }
    }
    return null;
  }

  static byte[] bytes(BigInteger[] p) {
    return p == null ? new byte[128]
        : Naive.join(Naive.bytes(p[1]), Naive.bytes(p[0]), Naive.bytes(p[3]), Naive.bytes(p[2]));
  }
}
