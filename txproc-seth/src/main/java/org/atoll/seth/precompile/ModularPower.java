package org.atoll.seth.precompile;

import java.math.BigInteger;
import java.util.Arrays;
import org.atoll.seth.word.Reduction;

/**
 * Powers modulo any number, none much dearer than an odd modulus of the same length, which BigInteger is fast with. Its
 * way with even ones takes an inversion that costs more than a short power: here the odd part and the power of two are
 * joined by an inverse modulo the latter, which Newton's iteration finds at the cost of two products. A modulus of one
 * limb is done without objects.
 */
final class ModularPower {
  /** Exponents of so few bits need too few products to make up for what Montgomery's method takes first. */
  private static final int SHORT_EXPONENT = 4;

  private ModularPower() {}

  /** @param modulus 2 or more; the others 0 or more */
  static BigInteger of(BigInteger base, BigInteger exponent, BigInteger modulus) {
    if (exponent.signum() == 0) {
      return BigInteger.ONE;
    }
    if (base.bitLength() <= 1) {
      return base;
    }
    if (modulus.bitLength() <= Long.SIZE) {
      return oneLimb(base.mod(modulus).longValue(), exponent, modulus.longValue());
    }
    if (exponent.bitLength() <= SHORT_EXPONENT) { // done before BigInteger has set up its own method
      return shortPower(base, exponent.intValue(), new Reduction(modulus));
    }
    int twos = modulus.getLowestSetBit();
    if (twos == 0) {
      return base.modPow(exponent, modulus);
    }
    var odd = modulus.shiftRight(twos);
    var low = powerOfTwo(base, exponent, twos);
    if (odd.equals(BigInteger.ONE)) {
      return number(low, twos);
    }
    var high = of(base, exponent, odd);
    // high + odd ((low - high) / odd mod 2^twos)
    int n = low.length;
    var factor = new long[n];
    subtract(low, limbs(high, n));
    multiplyLow(factor, low, inverse(limbs(odd, n), n), n);
    return high.add(odd.multiply(number(factor, twos)));
  }

  /** @param exponent 1 or more */
  private static BigInteger shortPower(BigInteger base, int exponent, Reduction reduction) {
    var reduced = reduction.of(base);
    var power = reduced;
    for (int bit = Integer.highestOneBit(exponent) >> 1; bit != 0; bit >>= 1) {
      power = reduction.of(power.multiply(power));
      if ((exponent & bit) != 0) {
        power = reduction.of(power.multiply(reduced));
      }
    }
    return power;
  }

  // ---- modulo powers of two: limbs, least significant first

  /** The lower limbs of a number. */
  private static long[] limbs(BigInteger number, int n) {
    var bytes = number.toByteArray();
    var limbs = new long[n];
    for (int i = 0; i < Math.min(bytes.length, 8 * n); i++) {
      limbs[i >> 3] |= (bytes[bytes.length - 1 - i] & 0xffL) << (8 * (i & 7));
    }
    return limbs;
  }

  /** The lower bits as a number. */
  private static BigInteger number(long[] limbs, int bits) {
    var bytes = new byte[(bits + 7) / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[bytes.length - 1 - i] = (byte) (limbs[i >> 3] >>> (8 * (i & 7)));
    }
    if (bits % 8 != 0) {
      bytes[0] &= (byte) ((1 << (bits % 8)) - 1);
    }
    return new BigInteger(1, bytes);
  }

  private static void subtract(long[] x, long[] y) {
    long borrow = 0;
    for (int i = 0; i < x.length; i++) {
      long difference = x[i] - y[i];
      long next = Long.compareUnsigned(x[i], y[i]) < 0 || (difference == 0 && borrow != 0) ? 1 : 0;
      x[i] = difference - borrow;
      borrow = next;
    }
  }

  /** z = x y, the lower n limbs; z is neither x nor y. */
  private static void multiplyLow(long[] z, long[] x, long[] y, int n) {
    Arrays.fill(z, 0, n, 0);
    for (int i = 0; i < n; i++) {
      long factor = x[i];
      long carry = 0;
      for (int j = 0; j < n - i; j++) {
        long low = factor * y[j];
        long high = Math.unsignedMultiplyHigh(factor, y[j]);
        long sum = low + z[i + j];
        high += Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        low = sum + carry;
        carry = high + (Long.compareUnsigned(low, sum) < 0 ? 1 : 0);
        z[i + j] = low;
      }
    }
  }

  /** 1 / odd: each step of Newton's doubles the limbs that are right. */
  private static long[] inverse(long[] odd, int n) {
    var inverse = new long[n];
    var product = new long[n];
    var next = new long[n];
    inverse[0] = inverse(odd[0]);
    for (int right = 1; right < n; ) {
      right = Math.min(2 * right, n);
      multiplyLow(product, odd, inverse, right);
      negate(product, 1, right); // and so 2 - product, as its lowest limb is 1
      multiplyLow(next, inverse, product, right);
      System.arraycopy(next, 0, inverse, 0, right);
    }
    return inverse;
  }

  private static void negate(long[] x, int from, int to) {
    long carry = 1;
    for (int i = from; i < to; i++) {
      x[i] = ~x[i] + carry;
      carry = x[i] == 0 ? carry : 0;
    }
  }

  /** Modulo 2^bits, in limbs. Odd numbers have an order that divides 2^(bits - 2); even ones soon vanish. */
  private static long[] powerOfTwo(BigInteger base, BigInteger exponent, int bits) {
    int n = (bits + 63) / 64;
    var e = exponent;
    if (base.testBit(0)) {
      e = bits > 2 && e.bitLength() > bits - 2 ? number(limbs(e, n), bits - 2) : e;
    } else if (exponent.bitLength() > 31 || (long) base.getLowestSetBit() * exponent.intValue() >= bits) {
      return new long[n];
    }
    int window = e.bitLength() > 64 ? 4 : 1;
    var table = new long[1 << window][];
    table[0] = limbs(BigInteger.ONE, n);
    table[1] = limbs(base, n);
    for (int i = 2; i < table.length; i++) {
      table[i] = new long[n];
      multiplyLow(table[i], table[i - 1], table[1], n);
    }
    var power = table[0].clone();
    var spare = new long[n];
    for (int at = (e.bitLength() + window - 1) / window * window - window; at >= 0; at -= window) {
      int digit = 0;
      for (int i = window - 1; i >= 0; i--) {
        multiplyLow(spare, power, power, n);
        var swap = power;
        power = spare;
        spare = swap;
        digit = 2 * digit + (e.testBit(at + i) ? 1 : 0);
      }
      if (digit != 0) {
        multiplyLow(spare, power, table[digit], n);
        var swap = power;
        power = spare;
        spare = swap;
      }
    }
    return power;
  }

  // ---- one limb

  private static BigInteger unsigned(long limb) {
    return limb >= 0 ? BigInteger.valueOf(limb) : BigInteger.valueOf(limb).add(BigInteger.ONE.shiftLeft(64));
  }

  /** 1 / odd modulo 2^64. */
  private static long inverse(long odd) {
    long inverse = (3 * odd) ^ 2; // five bits are right
    for (int right = 5; right < 64; right *= 2) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }

  private static long wrapping(long base, BigInteger exponent) {
    var bytes = exponent.toByteArray();
    long power = 1;
    for (byte eight : bytes) {
      for (int bit = 7; bit >= 0; bit--) {
        power *= power;
        if ((eight >> bit & 1) != 0) {
          power *= base;
        }
      }
    }
    return power;
  }

  /** @param base less than the modulus */
  private static BigInteger oneLimb(long base, BigInteger exponent, long modulus) {
    int twos = Long.numberOfTrailingZeros(modulus);
    long odd = modulus >>> twos;
    long high = odd == 1 ? 0 : oddLimb(Long.remainderUnsigned(base, odd), exponent, odd);
    if (twos == 0) {
      return unsigned(high);
    }
    long low = wrapping(base, exponent);
    long factor = (low - high) * inverse(odd) & ((1L << twos) - 1);
    return unsigned(high + odd * factor);
  }

  /** Montgomery's multiplication with R = 2^64. */
  private static long oddLimb(long base, BigInteger exponent, long odd) {
    long minus = -inverse(odd);
    long one = Long.remainderUnsigned(-odd, odd); // R mod odd
    long x = multiply(base, squareOfR(one, odd), odd, minus);
    var table = new long[16]; // four bits at a time
    table[0] = one;
    for (int i = 1; i < 16; i++) {
      table[i] = multiply(table[i - 1], x, odd, minus);
    }
    long power = one;
    for (byte eight : exponent.toByteArray()) {
      power = fourBits(power, table[eight >> 4 & 15], odd, minus);
      power = fourBits(power, table[eight & 15], odd, minus);
    }
    return multiply(power, 1, odd, minus);
  }

  private static long fourBits(long power, long factor, long odd, long minus) {
    long square = multiply(power, power, odd, minus);
    long fourth = multiply(square, square, odd, minus);
    long eighth = multiply(fourth, fourth, odd, minus);
    return multiply(multiply(eighth, eighth, odd, minus), factor, odd, minus);
  }

  /** R^2 mod odd, by doubling R. */
  private static long squareOfR(long r, long odd) {
    long x = r;
    for (int i = 0; i < 64; i++) {
      boolean over = x < 0 || Long.compareUnsigned(x << 1, odd) >= 0;
      x = over ? (x << 1) - odd : x << 1;
    }
    return x;
  }

  private static long multiply(long a, long b, long odd, long minus) {
    long low = a * b;
    long high = Math.unsignedMultiplyHigh(a, b);
    long m = low * minus;
    long carry = low == 0 ? 0 : 1; // low + m odd is 0 or 2^64 in its lower limb
    long upper = Math.unsignedMultiplyHigh(m, odd);
    long sum = high + upper;
    boolean over = Long.compareUnsigned(sum, high) < 0;
    sum += carry;
    over |= carry != 0 && sum == 0;
    return over || Long.compareUnsigned(sum, odd) >= 0 ? sum - odd : sum;
  }
}
