package org.atoll.seth.bn254;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.atoll.seth.bn254.Bn254.Product;
import org.junit.jupiter.api.Test;

/** The groups and the pairing: laws, and what is refused. */
final class Bn254Test {
  private static final BigInteger[] G = {BigInteger.ONE, BigInteger.TWO};
  private static final BigInteger P = Fp.P;
  private static final BigInteger ORDER = G1.ORDER;

  private final Random random = new Random(13);

  private BigInteger scalar() {
    return switch (random.nextInt(6)) {
      case 0 -> BigInteger.valueOf(random.nextInt(20));
      case 1 -> ORDER.add(BigInteger.valueOf(random.nextInt(-9, 9)));
      case 2 -> BigInteger.ONE.shiftLeft(256).subtract(BigInteger.valueOf(1 + random.nextInt(9)));
      default -> new BigInteger(256, random);
    };
  }

  @Test
  void sumsAreThoseOfTheFormulas() {
    BigInteger[] p = null;
    for (int i = 0; i < 300; i++) {
      var q = random.nextInt(5) == 0 ? p : Naive.multiply(G, new BigInteger(random.nextInt(2, 40), random));
      if (random.nextInt(6) == 0 && p != null) {
        q = new BigInteger[] {p[0], P.subtract(p[1])};
      }
      var sum = Bn254.add(Naive.join(Naive.bytes(p), Naive.bytes(q)), 0);
      assertThat(sum).isEqualTo(Naive.bytes(Naive.add(p, q)));
      p = Naive.add(p, random.nextBoolean() ? G : q);
    }
  }

  @Test
  void multiplesAreThoseOfTheFormulas() {
    for (int i = 0; i < 150; i++) {
      var p = random.nextInt(9) == 0 ? null : Naive.multiply(G, new BigInteger(60, random));
      var k = scalar();
      assertThat(Bn254.multiply(Naive.join(Naive.bytes(p), Naive.bytes(k)), 0))
          .isEqualTo(Naive.bytes(Naive.multiply(p, k)));
    }
  }

  @Test
  void groupLawHolds() {
    for (int i = 0; i < 50; i++) {
      var a = Naive.bytes(Naive.multiply(G, new BigInteger(50, random)));
      var b = Naive.bytes(Naive.multiply(G, new BigInteger(50, random)));
      var c = Naive.bytes(Naive.multiply(G, new BigInteger(50, random)));
      assertThat(add(a, b)).isEqualTo(add(b, a));
      assertThat(add(add(a, b), c)).isEqualTo(add(a, add(b, c)));
    }
  }

  private static byte[] add(byte[] p, byte[] q) {
    return Bn254.add(Naive.join(p, q), 0);
  }

  private static byte[] times(BigInteger k) {
    return Bn254.multiply(Naive.join(Naive.bytes(G), Naive.bytes(k.mod(ORDER))), 0);
  }

  @Test
  void pointsOffTheCurveAreRefused() {
    var off = Naive.join(Naive.bytes(BigInteger.ONE), Naive.bytes(BigInteger.ONE));
    var halfZero = Naive.join(Naive.bytes(BigInteger.ZERO), Naive.bytes(BigInteger.ONE));
    var large = Naive.join(Naive.bytes(BigInteger.ONE.add(P)), Naive.bytes(BigInteger.TWO));
    var zeroAsP = Naive.join(Naive.bytes(P), Naive.bytes(P));
    for (var bad : new byte[][] {off, halfZero, large, zeroAsP}) {
      assertThat(Bn254.add(Naive.join(bad, Naive.bytes(G)), 0)).isNull();
      assertThat(Bn254.add(Naive.join(Naive.bytes(G), bad), 0)).isNull();
      assertThat(Bn254.multiply(Naive.join(bad, new byte[32]), 0)).isNull();
      assertThat(Bn254.pairing(Naive.join(bad, Second.bytes(Second.generator())), 0, 1)).isEqualTo(Product.INVALID);
    }
  }

  @Test
  void pairingIsBilinear() {
    var fp12 = new Fp12();
    var base = gt(times(BigInteger.ONE), Second.generator());
    assertThat(Fp12.isOne(base)).isFalse();
    for (int i = 0; i < 10; i++) {
      var a = scalar().mod(ORDER);
      var b = scalar().mod(ORDER);
      var expected = Fp12.one();
      var ab = a.multiply(b).mod(ORDER);
      for (int bit = ab.bitLength() - 1; bit >= 0; bit--) {
        fp12.square(expected, expected);
        if (ab.testBit(bit)) {
          fp12.mul(expected, expected, base);
        }
      }
      assertThat(Fp12.equal(gt(times(a), Second.multiply(Second.generator(), b)), expected)).isTrue();
    }
    var r = Naive.power(Naive.polynomial(base), ORDER);
    assertThat(r[0]).isOne();
    assertThat(Arrays.stream(r).skip(1)).allMatch(c -> c.signum() == 0);
  }

  private static long[] gt(byte[] p, BigInteger[] q) {
    var pairing = new Pairing(1);
    assertThat(pairing.add(Naive.join(p, Second.bytes(q)), 0)).isTrue();
    return pairing.exponentiate(pairing.millerLoop());
  }

  @Test
  void productsThatCancelAreOne() {
    for (int n = 2; n <= 5; n++) {
      var sum = BigInteger.ZERO;
      var input = new byte[0];
      for (int i = 1; i < n; i++) {
        var a = scalar().mod(ORDER);
        var b = scalar().mod(ORDER);
        sum = sum.add(a.multiply(b));
        input = Naive.join(input, times(a), Second.bytes(Second.multiply(Second.generator(), b)));
      }
      var closing = times(sum.negate());
      assertThat(Bn254.pairing(Naive.join(input, closing, Second.bytes(Second.generator())), 0, n)).isEqualTo(Product.ONE);
      var other = times(sum.negate().add(BigInteger.ONE));
      assertThat(Bn254.pairing(Naive.join(input, other, Second.bytes(Second.generator())), 0, n)).isEqualTo(Product.OTHER);
    }
  }

  @Test
  void infinityCountsForOneButIsChecked() {
    var g1 = Naive.bytes(G);
    var g2 = Second.bytes(Second.generator());
    var zero1 = new byte[64];
    var zero2 = new byte[128];
    assertThat(Bn254.pairing(new byte[0], 0, 0)).isEqualTo(Product.ONE);
    assertThat(Bn254.pairing(Naive.join(zero1, zero2), 0, 1)).isEqualTo(Product.ONE);
    assertThat(Bn254.pairing(Naive.join(zero1, g2), 0, 1)).isEqualTo(Product.ONE);
    assertThat(Bn254.pairing(Naive.join(g1, zero2), 0, 1)).isEqualTo(Product.ONE);
    assertThat(Bn254.pairing(Naive.join(g1, g2, zero1, g2, g1, zero2), 0, 3)).isEqualTo(Product.OTHER);
    var outside = Second.bytes(Second.outside(random));
    assertThat(Bn254.pairing(Naive.join(zero1, outside), 0, 1)).isEqualTo(Product.INVALID);
    assertThat(Bn254.pairing(Naive.join(new byte[63], new byte[] {1}, zero2), 0, 1)).isEqualTo(Product.INVALID);
  }

  @Test
  void onlyTheGroupOfOrderRIsTaken() {
    var cofactor = P.shiftLeft(1).subtract(ORDER);
    var small = BigInteger.valueOf(10_069); // divides the cofactor
    for (int i = 0; i < 8; i++) {
      var any = Second.outside(random);
      assertThat(isMember(any)).isFalse();
      assertThat(isMember(Second.multiply(any, ORDER))).isFalse(); // of an order that divides the cofactor
      var ofSmallOrder = Second.multiply(any, ORDER.multiply(cofactor.divide(small)));
      if (ofSmallOrder != null) {
        assertThat(isMember(ofSmallOrder)).isFalse();
        assertThat(isMember(Second.add(ofSmallOrder, Second.generator()))).isFalse();
      }
      assertThat(isMember(Second.multiply(any, cofactor))).isTrue();
    }
  }

  private static boolean isMember(BigInteger[] q) {
    boolean member = Second.multiply(q, ORDER) == null;
    var product = Bn254.pairing(Naive.join(Naive.bytes(G), Second.bytes(q)), 0, 1);
    assertThat(product == Product.INVALID).isEqualTo(!member);
    return member;
  }
}
