package org.atoll.seth.word;

import java.math.BigInteger;

/**
 * Remainders of long numbers by one modulus: Knuth's algorithm D on 64-bit digits, quotient digits as in {@link
 * Division}. Several times as fast as BigInteger's, which has 32-bit digits. Immutable, thread-safe.
 */
public final class Reduction {
  private final BigInteger modulus;
  /** A multiple of the modulus by a power of two, so that its top bit is set: what has been reduced by it is short. */
  private final long[] divisor;
  private final long reciprocal;

  /**
   * @param modulus above 2^64
   * @throws IllegalArgumentException when it is not
   */
  public Reduction(BigInteger modulus) {
    if (modulus.bitLength() <= Long.SIZE) {
      throw new IllegalArgumentException("a modulus of " + modulus.bitLength() + " bits");
    }
    this.modulus = modulus;
    divisor = limbs(modulus.shiftLeft(-modulus.bitLength() & 63), 0);
    reciprocal = Division.reciprocal(divisor[divisor.length - 1], divisor[divisor.length - 2]);
  }

  /**
   * {@code number} modulo the modulus.
   *
   * @param number 0 or more
   */
  public BigInteger of(BigInteger number) {
    if (number.compareTo(modulus) < 0) {
      return number;
    }
    var x = limbs(number, 1);
    int n = divisor.length;
    for (int j = x.length - 1 - n; j >= 0; j--) {
      step(x, j);
    }
    var bytes = new byte[8 * n];
    for (int i = 0; i < n && i < x.length; i++) {
      Word.putLong(bytes, 8 * (n - 1 - i), x[i]);
    }
    return new BigInteger(1, bytes).mod(modulus);
  }

  /** Takes the divisor off {@code x[at..]} as often as it goes, which is less than 2^64 times. */
  private void step(long[] x, int at) {
    int n = divisor.length;
    int top = at + n;
    long q = quotient(x[top], x[top - 1], x[top - 2]);
    long borrow = 0;
    for (int i = 0; i < n; i++) {
      long d = divisor[i];
      long low = q * d;
      long product = low + borrow;
      long high = Math.unsignedMultiplyHigh(q, d) + (((low & borrow) | ((low | borrow) & ~product)) >>> 63);
      long before = x[at + i];
      long after = before - product;
      borrow = high + (((~before & product) | ((~before | product) & after)) >>> 63);
      x[at + i] = after;
    }
    long left = x[top] - borrow;
    while (left != 0) { // the digit was too large
      left += addBack(x, at);
    }
    x[top] = 0;
  }

  private long addBack(long[] x, int at) {
    long carry = 0;
    for (int i = 0; i < divisor.length; i++) {
      long d = divisor[i];
      long before = x[at + i];
      long sum = before + d + carry;
      carry = ((before & d) | ((before | d) & ~sum)) >>> 63;
      x[at + i] = sum;
    }
    return carry;
  }

  /** Three digits, the upper two at most the divisor's, by its upper two: as by all of it, or one more. */
  private long quotient(long u2, long u1, long u0) {
    long d1 = divisor[divisor.length - 1];
    long d0 = divisor[divisor.length - 2];
    if (u2 == d1 && u1 == d0) {
      return -1;
    }
    long p = reciprocal * u2;
    long sum = p + u1;
    long q = Math.unsignedMultiplyHigh(reciprocal, u2) + u2 + (Long.compareUnsigned(sum, p) < 0 ? 1 : 0);
    long t0 = d0 * q;
    long r0 = u0 - t0;
    long r1 = u1 - q * d1 - Math.unsignedMultiplyHigh(d0, q) - (Long.compareUnsigned(u0, t0) < 0 ? 1 : 0);
    r1 -= d1 + (Long.compareUnsigned(r0, d0) < 0 ? 1 : 0);
    r0 -= d0;
    q++;
    if (Long.compareUnsigned(r1, sum) >= 0) {
      q--;
      long back = r0 + d0;
      r1 += d1 + (Long.compareUnsigned(back, d0) < 0 ? 1 : 0);
      r0 = back;
    }
    return Long.compareUnsigned(r1, d1) > 0 || (r1 == d1 && Long.compareUnsigned(r0, d0) >= 0) ? q + 1 : q;
  }

  /** Least significant first, and so many zeros above. */
  private static long[] limbs(BigInteger number, int zeros) {
    var bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0; // the sign's
    int whole = (bytes.length - from) / 8;
    int rest = (bytes.length - from) % 8;
    var limbs = new long[whole + (rest == 0 ? 0 : 1) + zeros];
    for (int i = 0; i < whole; i++) {
      limbs[i] = Word.longAt(bytes, bytes.length - 8 * (i + 1));
    }
    for (int i = 0; i < rest; i++) {
      limbs[whole] = limbs[whole] << 8 | bytes[from + i] & 0xff;
    }
    return limbs;
  }
}
