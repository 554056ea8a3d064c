package org.atoll.seth.precompile;

import java.math.BigInteger;

/**
 * Powers modulo any number, none much dearer than an odd modulus of the same length, which BigInteger is fast with. Its
 * way with even ones takes an inversion that costs more than a short power: here the odd part and the power of two are
 * joined by an inverse modulo the latter, which Newton's iteration finds at the cost of two products. A modulus of one
 * limb is done without objects.
 */
final class ModularPower {
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
    if (exponent.equals(BigInteger.TWO)) { // done before BigInteger has set up its own method
      var reduced = base.mod(modulus);
      return reduced.multiply(reduced).mod(modulus);
    }
    int twos = modulus.getLowestSetBit();
    if (twos == 0) {
      return base.modPow(exponent, modulus);
    }
    var odd = modulus.shiftRight(twos);
    var low = powerOfTwo(base, exponent, twos);
    if (odd.equals(BigInteger.ONE)) {
      return low;
    }
    var high = of(base, exponent, odd);
    // high + odd ((low - high) / odd mod 2^twos)
    var factor = lowBits(lowBits(low.subtract(high), twos).multiply(inverse(odd, twos)), twos);
    return high.add(odd.multiply(factor));
  }

  private static BigInteger lowBits(BigInteger number, int bits) {
    return number.signum() >= 0 && number.bitLength() <= bits ? number
        : number.and(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
  }

  /** 1 / odd modulo 2^bits: each step doubles the bits that are right. */
  private static BigInteger inverse(BigInteger odd, int bits) {
    var inverse = BigInteger.valueOf(inverse(odd.longValue()));
    for (int right = 64; right < bits; ) {
      right = Math.min(2 * right, bits);
      var rest = BigInteger.TWO.subtract(lowBits(lowBits(odd, right).multiply(lowBits(inverse, right)), right));
      inverse = lowBits(inverse.multiply(rest), right);
    }
    return lowBits(inverse, bits);
  }

  /** Modulo 2^bits. Odd numbers have an order that divides 2^(bits - 2); even ones soon vanish. */
  private static BigInteger powerOfTwo(BigInteger base, BigInteger exponent, int bits) {
    if (!base.testBit(0)) {
      int twos = base.getLowestSetBit();
      if (exponent.bitLength() > 31 || (long) twos * exponent.intValue() >= bits) {
        return BigInteger.ZERO;
      }
    }
    var e = base.testBit(0) && bits > 2 ? lowBits(exponent, bits - 2) : exponent;
    if (e.signum() == 0) {
      return BigInteger.ONE;
    }
    var number = lowBits(base, bits);
    if (bits <= Long.SIZE) {
      return lowBits(unsigned(wrapping(number.longValue(), e)), bits);
    }
    var table = new BigInteger[16]; // four bits at a time
    table[0] = BigInteger.ONE;
    for (int i = 1; i < 16; i++) {
      table[i] = lowBits(table[i - 1].multiply(number), bits);
    }
    var power = BigInteger.ONE;
    for (int at = (e.bitLength() - 1) / 4 * 4; at >= 0; at -= 4) {
      for (int i = 0; i < 4; i++) {
        power = lowBits(power.multiply(power), bits);
      }
      int digit = bit(e, at) + 2 * bit(e, at + 1) + 4 * bit(e, at + 2) + 8 * bit(e, at + 3);
      if (digit != 0) {
        power = lowBits(power.multiply(table[digit]), bits);
      }
    }
    return power;
  }

  private static int bit(BigInteger number, int at) {
    return number.testBit(at) ? 1 : 0;
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
