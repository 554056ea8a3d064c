package org.atoll.seth.bn254;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Field and tower against BigInteger. */
final class FieldTest {
  private static final int ROUNDS = 3_000;
  private static final BigInteger P = Fp.P;

  private final Random random = new Random(11);

  @Test
  void fieldIsTheIntegersModuloP() {
    var z = new long[5];
    for (int i = 0; i < ROUNDS; i++) {
      var a = Naive.number(random);
      var b = Naive.number(random);
      var x = Fp.of(a);
      var y = Fp.of(b);
      Fp.mul(z, 0, x, 0, y, 0);
      assertThat(Naive.value(z, 0)).isEqualTo(a.multiply(b).mod(P));
      Fp.square(z, 0, x, 0);
      assertThat(Naive.value(z, 0)).isEqualTo(a.multiply(a).mod(P));
      Fp.sub(z, 0, x, 0, y, 0);
      assertThat(Naive.value(z, 0)).isEqualTo(a.subtract(b).mod(P));
      assertThat(Fp.isZero(z, 0)).isEqualTo(a.equals(b));
      assertThat(Fp.equal(x, 0, y, 0)).isEqualTo(a.equals(b));
      Fp.add(z, 0, x, 0, y, 0);
      Fp.scale(z, 0, z, 0, -7);
      assertThat(Naive.value(z, 0)).isEqualTo(a.add(b).multiply(BigInteger.valueOf(-7)).mod(P));
      if (a.signum() != 0) {
        Fp.inverse(z, 0, x, 0);
        assertThat(Naive.value(z, 0)).isEqualTo(a.modInverse(P));
      }
    }
  }

  @Test
  void productsOfLooseNumbersAreExactAndSmall() {
    var z = new long[10];
    for (int i = 0; i < ROUNDS; i++) {
      var x = loose(5);
      var y = loose(5);
      Fp.mul(z, 0, x, 0, y, 0);
      assertThat(Naive.value(z, 0)).isEqualTo(Naive.value(x, 0).multiply(Naive.value(y, 0)).mod(P));
      assertThat(Naive.raw(z, 0).abs()).isLessThan(P.multiply(BigInteger.valueOf(14)).divide(BigInteger.TEN));
      Fp.square(z, 0, x, 0);
      assertThat(Naive.value(z, 0)).isEqualTo(Naive.value(x, 0).pow(2).mod(P));
      Fp.scale(x, 0, x, 0, random.nextInt(-90, 90));
      Fp.reduce(z, 0, x, 0);
      assertThat(Naive.value(z, 0)).isEqualTo(Naive.value(x, 0));
      assertThat(Naive.raw(z, 0)).isBetween(P.negate().divide(BigInteger.valueOf(100)),
          P.multiply(BigInteger.valueOf(101)).divide(BigInteger.valueOf(100)));
    }
  }

  /** A number of up to five p either way, in limbs of up to 55 bits. */
  private long[] loose(int bound) {
    var x = Fp.of(Naive.number(random));
    for (int i = 1; i < bound; i++) {
      var y = Fp.of(Naive.number(random));
      Fp.scale(y, 0, y, 0, random.nextBoolean() ? 1 : -1);
      Fp.add(x, 0, x, 0, y, 0);
    }
    return x;
  }

  @Test
  void zeroIsSeenInEveryForm() {
    for (int k = -900; k < 900; k++) {
      var x = new long[] {k * Montgomery.P0, k * Montgomery.P1, k * Montgomery.P2, k * Montgomery.P3, k * Montgomery.P4};
      assertThat(Fp.isZero(x, 0)).isTrue();
      x[0] += 1;
      assertThat(Fp.isZero(x, 0)).isFalse();
      x[0] -= 2;
      assertThat(Fp.isZero(x, 0)).isFalse();
    }
  }

  @Test
  void bytesGoInAndOut() {
    var z = new long[5];
    for (int i = 0; i < ROUNDS; i++) {
      var a = Naive.number(random);
      assertThat(Fp.load(z, 0, Naive.bytes(a), 0)).isTrue();
      assertThat(Naive.value(z, 0)).isEqualTo(a);
      Fp.scale(z, 0, z, 0, random.nextInt(-20, 20) * 2 + 1);
      var expected = Naive.value(z, 0);
      var out = new byte[32];
      Fp.store(out, 0, z, 0);
      assertThat(new BigInteger(1, out)).isEqualTo(expected);
    }
    for (var tooLarge : new BigInteger[] {P, P.add(BigInteger.ONE), BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE),
        BigInteger.ONE.shiftLeft(254), P.add(BigInteger.ONE.shiftLeft(52)), P.add(BigInteger.ONE.shiftLeft(208))}) {
      assertThat(Fp.load(z, 0, Naive.bytes(tooLarge), 0)).as(tooLarge.toString()).isFalse();
    }
  }

  @Test
  void towerIsThePolynomials() {
    var fp12 = new Fp12();
    var fp6 = fp12.fp6;
    var fp2 = fp12.fp2;
    for (int i = 0; i < 200; i++) {
      var x2 = Naive.elements(random, 2);
      var y2 = Naive.elements(random, 2);
      var z2 = new long[10];
      fp2.mul(z2, 0, x2, 0, y2, 0);
      assertThat(Naive.polynomial(z2)).isEqualTo(Naive.times(Naive.polynomial(x2), Naive.polynomial(y2)));
      fp2.square(z2, 0, x2, 0);
      assertThat(Naive.polynomial(z2)).isEqualTo(Naive.times(Naive.polynomial(x2), Naive.polynomial(x2)));

      var x6 = Naive.elements(random, 6);
      var y6 = Naive.elements(random, 6);
      var z6 = new long[30];
      fp6.mul(z6, 0, x6, 0, y6, 0);
      assertThat(Naive.polynomial(z6)).isEqualTo(Naive.times(Naive.polynomial(x6), Naive.polynomial(y6)));
      fp6.inverse(z6, 0, x6, 0);
      fp6.mul(z6, 0, z6, 0, x6, 0);
      var one = new long[60];
      System.arraycopy(z6, 0, one, 0, 30);
      assertThat(Fp12.isOne(one)).isTrue();

      var x = Naive.elements(random, 12);
      var y = Naive.elements(random, 12);
      var z = new long[60];
      fp12.mul(z, x, y);
      assertThat(Naive.polynomial(z)).isEqualTo(Naive.times(Naive.polynomial(x), Naive.polynomial(y)));
      fp12.square(z, x);
      assertThat(Naive.polynomial(z)).isEqualTo(Naive.times(Naive.polynomial(x), Naive.polynomial(x)));
      fp12.inverse(z, x);
      fp12.mul(z, z, x);
      assertThat(Fp12.isOne(z)).isTrue();

      var line = Naive.elements(random, 6);
      var full = new long[60];
      System.arraycopy(line, 0, full, 0, 10);
      System.arraycopy(line, 10, full, 30, 20);
      fp12.mulByLine(z, x, line);
      assertThat(Naive.polynomial(z)).isEqualTo(Naive.times(Naive.polynomial(x), Naive.polynomial(full)));
    }
  }

  @Test
  void frobeniusIsThePowerOfP() {
    var fp12 = new Fp12();
    var x = Naive.elements(random, 12);
    var z = new long[60];
    fp12.frobenius(z, x);
    assertThat(Naive.polynomial(z)).isEqualTo(Naive.power(Naive.polynomial(x), P));
    Fp12.conjugate(z, x);
    assertThat(Naive.polynomial(z)).isEqualTo(Naive.power(Naive.polynomial(x), P.pow(6)));
  }

  @Test
  void cyclotomicSquareIsTheSquareThere() {
    var fp12 = new Fp12();
    for (int i = 0; i < 50; i++) {
      var x = Naive.elements(random, 12);
      var u = new long[60];
      var g = new long[60];
      fp12.inverse(u, x);
      Fp12.conjugate(g, x);
      fp12.mul(g, g, u);
      fp12.frobenius(u, g);
      fp12.frobenius(u, u);
      fp12.mul(g, g, u);
      fp12.square(u, g);
      fp12.squareCyclotomic(g, g);
      assertThat(Fp12.equal(u, g)).isTrue();
    }
  }

  @Test
  void digitsAddUp() {
    for (int i = 0; i < ROUNDS; i++) {
      var number = new BigInteger(random.nextInt(200), random);
      int window = random.nextInt(2, 9);
      var digits = Wnaf.of(number, window);
      var sum = BigInteger.ZERO;
      int last = -window;
      for (int at = 0; at < digits.length; at++) {
        sum = sum.add(BigInteger.valueOf(digits[at]).shiftLeft(at));
        if (digits[at] != 0) {
          assertThat(digits[at] & 1).isOne();
          assertThat(Math.abs(digits[at]) < 1 << window - 1).isTrue();
          assertThat(at - last).isGreaterThanOrEqualTo(window);
          last = at;
        }
      }
      assertThat(sum).isEqualTo(number);
    }
  }
}
