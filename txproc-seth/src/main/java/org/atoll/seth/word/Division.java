package org.atoll.seth.word;

/**
 * Division of 256- and 512-bit words after Knuth (TAOCP 4.3.1, algorithm D) on 64-bit digits, each quotient
 * digit by multiplication with a reciprocal (Möller and Granlund, Improved division by invariant integers,
 * 2011, algorithms 2 to 6).
 *
 * <p>Every method wants a scratch array of {@link #SCRATCH} longs that only it uses during the call. Layout:
 * numerator 0..8, divisor 9..12, quotient 13..21.
 */
public final class Division {
  /** Longs of scratch that every method needs. */
  public static final int SCRATCH = 32;

  private static final int U = 0;
  private static final int D = 9;
  private static final int Q = 13;

  private static final int[] RECIPROCALS = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      RECIPROCALS[i] = 0x7fd00 / (0x100 + i);
    }
  }

  private Division() {}

  /** DIV: the top word by the one below; by zero gives zero. */
  public static void div(long[] s, int sp, long[] x) {
    int a = sp - 4;
    int b = sp - 8;
    if ((s[a + 1] | s[a + 2] | s[a + 3] | s[b + 1] | s[b + 2] | s[b + 3]) == 0) {
      s[b] = s[b] == 0 ? 0 : Long.divideUnsigned(s[a], s[b]);
      return;
    }
    if ((s[b + 1] | s[b + 2] | s[b + 3]) == 0) {
      divideByDigit(s, a, b, true);
      return;
    }
    divide(s, a, s, b, x);
    Word.copy(x, Q, s, b);
  }

  /** MOD: the top word by the one below; by zero gives zero. */
  public static void mod(long[] s, int sp, long[] x) {
    int a = sp - 4;
    int b = sp - 8;
    if ((s[a + 1] | s[a + 2] | s[a + 3] | s[b + 1] | s[b + 2] | s[b + 3]) == 0) {
      s[b] = s[b] == 0 ? 0 : Long.remainderUnsigned(s[a], s[b]);
      return;
    }
    if ((s[b + 1] | s[b + 2] | s[b + 3]) == 0) {
      divideByDigit(s, a, b, false);
      return;
    }
    divide(s, a, s, b, x);
    Word.copy(x, U, s, b);
  }

  /** Quotient or remainder of the word at a by the one digit at b, to b; all in local variables. */
  private static void divideByDigit(long[] s, int a, int b, boolean quotient) {
    long divisor = s[b];
    if (divisor == 0) {
      return; // gives zero, which is there
    }
    int shift = Long.numberOfLeadingZeros(divisor);
    long d = divisor << shift;
    long v = reciprocal(d);
    long u3 = s[a + 3];
    long u2 = s[a + 2];
    long u1 = s[a + 1];
    long u0 = s[a];
    long r = u3 >>> 1 >>> (63 - shift); // by 64 when there is no shift
    long u = u3 << shift | u2 >>> 1 >>> (63 - shift);
    long q3 = digit(r, u, d, v);
    r = u - q3 * d;
    u = u2 << shift | u1 >>> 1 >>> (63 - shift);
    long q2 = digit(r, u, d, v);
    r = u - q2 * d;
    u = u1 << shift | u0 >>> 1 >>> (63 - shift);
    long q1 = digit(r, u, d, v);
    r = u - q1 * d;
    u = u0 << shift;
    long q0 = digit(r, u, d, v);
    if (quotient) {
      s[b] = q0;
      s[b + 1] = q1;
      s[b + 2] = q2;
      s[b + 3] = q3;
    } else {
      s[b] = (u - q0 * d) >>> shift;
    }
  }

  /** Algorithm 4 of the paper: the quotient of two digits, the upper one below d, by d. */
  private static long digit(long high, long low, long d, long v) {
    long p = v * high;
    long sum = p + low;
    long q = Math.unsignedMultiplyHigh(v, high) + high + overflow(p, sum) + 1;
    long r = low - q * d;
    if (Long.compareUnsigned(r, sum) > 0) {
      q--;
      r += d;
    }
    return Long.compareUnsigned(r, d) >= 0 ? q + 1 : q;
  }

  /** SDIV: as DIV on two's complement, rounding towards zero; the smallest number by -1 gives itself. */
  public static void sdiv(long[] s, int sp, long[] x) {
    int a = sp - 4;
    int b = sp - 8;
    boolean negative = (s[a + 3] ^ s[b + 3]) < 0;
    absolute(s, a);
    absolute(s, b);
    div(s, sp, x);
    if (negative) {
      Word.negate(s, b);
    }
  }

  /** SMOD: the result has the sign of the top word. */
  public static void smod(long[] s, int sp, long[] x) {
    int a = sp - 4;
    int b = sp - 8;
    boolean negative = s[a + 3] < 0;
    absolute(s, a);
    absolute(s, b);
    mod(s, sp, x);
    if (negative) {
      Word.negate(s, b);
    }
  }

  private static void absolute(long[] s, int w) {
    if (s[w + 3] < 0) {
      Word.negate(s, w);
    }
  }

  /** ADDMOD: (top + second) modulo third, without overflow. */
  public static void addmod(long[] s, int sp, long[] x) {
    int m = sp - 12;
    if (Word.isZero(s, m)) {
      return;
    }
    x[4] = Word.add(s, sp - 4, s, sp - 8, x, U);
    x[5] = 0;
    x[6] = 0;
    x[7] = 0;
    reduce(s, m, x);
  }

  /** MULMOD: (top * second) modulo third on the full 512-bit product. */
  public static void mulmod(long[] s, int sp, long[] x) {
    int m = sp - 12;
    if (Word.isZero(s, m)) {
      return;
    }
    multiplyFull(s, sp - 4, s, sp - 8, x);
    reduce(s, m, x);
  }

  /** Remainder of the 512 bits at U by s[m]; result to s[m]. */
  private static void reduce(long[] s, int m, long[] x) {
    int un = length(x, U, 8);
    Word.copy(s, m, x, D);
    int dn = length(x, D, 4);
    if (un >= dn) {
      divideNormalised(x, un, dn, false);
    }
    Word.copy(x, U, s, m);
  }

  /** The 512-bit product of two words to x[0..7]. */
  private static void multiplyFull(long[] a, int i, long[] b, int j, long[] x) {
    long b0 = b[j];
    long b1 = b[j + 1];
    long b2 = b[j + 2];
    long b3 = b[j + 3];
    x[0] = 0;
    x[1] = 0;
    x[2] = 0;
    x[3] = 0;
    for (int k = 0; k < 4; k++) {
      long f = a[i + k];
      long low = f * b0;
      long sum = low + x[k];
      long carry = Math.unsignedMultiplyHigh(f, b0) + overflow(low, sum);
      x[k] = sum;
      low = f * b1 + carry;
      carry = Math.unsignedMultiplyHigh(f, b1) + overflow(carry, low);
      sum = low + x[k + 1];
      carry += overflow(low, sum);
      x[k + 1] = sum;
      low = f * b2 + carry;
      carry = Math.unsignedMultiplyHigh(f, b2) + overflow(carry, low);
      sum = low + x[k + 2];
      carry += overflow(low, sum);
      x[k + 2] = sum;
      low = f * b3 + carry;
      carry = Math.unsignedMultiplyHigh(f, b3) + overflow(carry, low);
      sum = low + x[k + 3];
      x[k + 3] = sum;
      x[k + 4] = carry + overflow(low, sum);
    }
  }

  /** 1 if adding something to {@code part} wrapped round to {@code sum}. */
  private static long overflow(long part, long sum) {
    return Long.compareUnsigned(sum, part) < 0 ? 1 : 0;
  }

  /** Quotient to x[Q..], remainder to x[U..]; a zero divisor gives zero for both. */
  private static void divide(long[] s, int a, long[] t, int b, long[] x) {
    Word.copy(s, a, x, U);
    Word.copy(t, b, x, D);
    Word.set(x, Q, 0);
    int un = length(x, U, 4);
    int dn = length(x, D, 4);
    if (dn == 0) {
      Word.set(x, U, 0);
    } else if (un >= dn) {
      divideNormalised(x, un, dn, true);
    }
  }

  private static int length(long[] x, int at, int max) {
    int n = max;
    while (n > 0 && x[at + n - 1] == 0) {
      n--;
    }
    return n;
  }

  private static void divideNormalised(long[] x, int un, int dn, boolean wantQuotient) {
    int shift = Long.numberOfLeadingZeros(x[D + dn - 1]);
    if (shift == 0) {
      x[U + un] = 0;
    } else {
      x[U + un] = x[U + un - 1] >>> (64 - shift);
      for (int i = un - 1; i > 0; i--) {
        x[U + i] = x[U + i] << shift | x[U + i - 1] >>> (64 - shift);
      }
      x[U] <<= shift;
      for (int i = dn - 1; i > 0; i--) {
        x[D + i] = x[D + i] << shift | x[D + i - 1] >>> (64 - shift);
      }
      x[D] <<= shift;
    }
    if (dn == 1) {
      divideBy1(x, un, wantQuotient);
    } else if (dn == 4) {
      divideBy4(x, un, wantQuotient);
    } else {
      divideByMany(x, un, dn, wantQuotient);
    }
    for (int i = dn; i < 4; i++) {
      x[U + i] = 0;
    }
    if (shift != 0) {
      for (int i = 0; i < dn - 1; i++) {
        x[U + i] = x[U + i] >>> shift | x[U + i + 1] << (64 - shift);
      }
      x[U + dn - 1] >>>= shift;
    }
  }

  /** Algorithm 4 of the paper, for each digit. */
  private static void divideBy1(long[] x, int un, boolean wantQuotient) {
    long d = x[D];
    long v = reciprocal(d);
    long r = x[U + un];
    for (int j = un - 1; j >= 0; j--) {
      long u0 = x[U + j];
      long q0 = v * r;
      long q1 = Math.unsignedMultiplyHigh(v, r);
      long low = q0 + u0;
      q1 += r + overflow(q0, low) + 1;
      r = u0 - q1 * d;
      if (Long.compareUnsigned(r, low) > 0) {
        q1--;
        r += d;
      }
      if (Long.compareUnsigned(r, d) >= 0) {
        q1++;
        r -= d;
      }
      if (wantQuotient && j < 4) {
        x[Q + j] = q1;
      }
    }
    x[U] = r;
  }

  /** Knuth's algorithm D, quotient digits by algorithm 5 of the paper (three digits by two). */
  private static void divideByMany(long[] x, int un, int dn, boolean wantQuotient) {
    long d1 = x[D + dn - 1];
    long d0 = x[D + dn - 2];
    long v = reciprocal(d1, d0);
    for (int j = un - dn; j >= 0; j--) {
      int top = U + j + dn;
      long u2 = x[top];
      long u1 = x[top - 1];
      long q;
      if (u2 == d1 && u1 == d0) {
        q = -1;
        x[top] = u1 - multiplySubtract(x, U + j, dn, q);
      } else {
        long u0 = x[top - 2];
        long q0 = v * u2;
        long q1 = Math.unsignedMultiplyHigh(v, u2);
        long low = q0 + u1;
        q1 += u2 + overflow(q0, low);
        long r1 = u1 - q1 * d1;
        long t0 = d0 * q1;
        long t1 = Math.unsignedMultiplyHigh(d0, q1);
        long r0 = u0 - t0;
        r1 -= t1 + (Long.compareUnsigned(u0, t0) < 0 ? 1 : 0);
        long s0 = r0 - d0;
        r1 -= d1 + (Long.compareUnsigned(r0, d0) < 0 ? 1 : 0);
        r0 = s0;
        q1++;
        if (Long.compareUnsigned(r1, low) >= 0) {
          q1--;
          long sum = r0 + d0;
          r1 += d1 + overflow(d0, sum);
          r0 = sum;
        }
        if (Long.compareUnsigned(r1, d1) > 0 || (r1 == d1 && Long.compareUnsigned(r0, d0) >= 0)) {
          q1++;
          r1 -= d1 + (Long.compareUnsigned(r0, d0) < 0 ? 1 : 0);
          r0 -= d0;
        }
        q = q1;
        if (dn > 2) {
          long borrow = multiplySubtract(x, U + j, dn - 2, q);
          long low2 = r0 - borrow;
          long borrow2 = Long.compareUnsigned(r0, borrow) < 0 ? 1 : 0;
          x[top - 2] = low2;
          boolean negative = Long.compareUnsigned(r1, borrow2) < 0;
          x[top - 1] = r1 - borrow2;
          if (negative) {
            q--;
            addBack(x, U + j, dn);
          }
        } else {
          x[top - 2] = r0;
          x[top - 1] = r1;
        }
        x[top] = 0;
      }
      if (wantQuotient) {
        x[Q + j] = q;
      }
    }
  }

  /** The same for four digits, the part of the numerator at work in local variables. */
  private static void divideBy4(long[] x, int un, boolean wantQuotient) {
    long d3 = x[D + 3];
    long d2 = x[D + 2];
    long d1 = x[D + 1];
    long d0 = x[D];
    long v = reciprocal(d3, d2);
    long n4 = x[U + un];
    long n3 = x[U + un - 1];
    long n2 = x[U + un - 2];
    long n1 = x[U + un - 3];
    for (int j = un - 4; j >= 0; j--) {
      long n0 = x[U + j];
      if (n4 == d3 && n3 == d2) {
        x[U + j + 3] = n3;
        x[U + j + 2] = n2;
        x[U + j + 1] = n1;
        multiplySubtract(x, U + j, 4, -1); // exact: what remains is below d, so the fifth digit vanishes
        n4 = x[U + j + 3];
        n3 = x[U + j + 2];
        n2 = x[U + j + 1];
        n1 = x[U + j];
        if (wantQuotient) {
          x[Q + j] = -1;
        }
        continue;
      }
      long q0 = v * n4;
      long q = Math.unsignedMultiplyHigh(v, n4);
      long low = q0 + n3;
      q += n4 + overflow(q0, low);
      long t0 = d2 * q;
      long t1 = Math.unsignedMultiplyHigh(d2, q);
      long r0 = n2 - t0;
      long r1 = n3 - q * d3 - t1 - borrow(n2, t0);
      long b = borrow(r0, d2);
      r0 -= d2;
      r1 -= d3 + b;
      q++;
      if (Long.compareUnsigned(r1, low) >= 0) {
        q--;
        long sum = r0 + d2;
        r1 += d3 + overflow(d2, sum);
        r0 = sum;
      }
      if (Long.compareUnsigned(r1, d3) > 0 || (r1 == d3 && Long.compareUnsigned(r0, d2) >= 0)) {
        q++;
        b = borrow(r0, d2);
        r0 -= d2;
        r1 -= d3 + b;
      }
      long p = q * d0;
      long high = Math.unsignedMultiplyHigh(q, d0) + borrow(n0, p);
      n0 -= p;
      p = q * d1 + high;
      high = Math.unsignedMultiplyHigh(q, d1) + overflow(high, p) + borrow(n1, p);
      n1 -= p;
      b = borrow(r0, high);
      r0 -= high;
      if (Long.compareUnsigned(r1, b) < 0) {
        q--;
        long sum = n0 + d0;
        long carry = overflow(d0, sum);
        n0 = sum;
        sum = n1 + carry;
        carry = overflow(carry, sum);
        n1 = sum + d1;
        carry += overflow(d1, n1);
        sum = r0 + carry;
        carry = overflow(carry, sum);
        r0 = sum + d2;
        carry += overflow(d2, r0);
        r1 = r1 - b + d3 + carry;
      } else {
        r1 -= b;
      }
      n4 = r1;
      n3 = r0;
      n2 = n1;
      n1 = n0;
      if (wantQuotient) {
        x[Q + j] = q;
      }
    }
    x[U] = n1;
    x[U + 1] = n2;
    x[U + 2] = n3;
    x[U + 3] = n4;
  }

  private static long borrow(long from, long what) {
    return Long.compareUnsigned(from, what) < 0 ? 1 : 0;
  }

  /** Subtracts q times the divisor's low digits; returns what is still to be subtracted above. */
  private static long multiplySubtract(long[] x, int at, int count, long q) {
    long borrow = 0;
    for (int i = 0; i < count; i++) {
      long d = x[D + i];
      long low = q * d;
      long high = Math.unsignedMultiplyHigh(q, d);
      long before = x[at + i];
      long after = before - borrow;
      long wrapped = Long.compareUnsigned(before, borrow) < 0 ? 1 : 0;
      x[at + i] = after - low;
      borrow = high + wrapped + (Long.compareUnsigned(after, low) < 0 ? 1 : 0);
    }
    return borrow;
  }

  private static void addBack(long[] x, int at, int count) {
    long carry = 0;
    for (int i = 0; i < count; i++) {
      long sum = x[at + i] + carry;
      long first = overflow(carry, sum);
      long total = sum + x[D + i];
      carry = first + overflow(sum, total);
      x[at + i] = total;
    }
  }

  /** Algorithm 3 of the paper: floor((2^128 - 1) / d) - 2^64 for d with its top bit set. */
  private static long reciprocal(long d) {
    long v0 = RECIPROCALS[(int) (d >>> 55) - 256];
    long d40 = (d >>> 24) + 1;
    long v1 = (v0 << 11) - ((v0 * v0 * d40) >>> 40) - 1;
    long v2 = (v1 << 13) + ((v1 * ((1L << 60) - v1 * d40)) >>> 47);
    long d0 = d & 1;
    long d63 = (d >>> 1) + d0;
    long e = ((v2 >>> 1) & -d0) - v2 * d63;
    long v3 = (Math.unsignedMultiplyHigh(v2, e) >>> 1) + (v2 << 31);
    long low = v3 * d;
    long high = Math.unsignedMultiplyHigh(v3, d) + overflow(low, low + d);
    return v3 - high - d;
  }

  /** Algorithm 6 of the paper: the reciprocal of two digits. */
  static long reciprocal(long d1, long d0) {
    long v = reciprocal(d1);
    long p = d1 * v + d0;
    if (Long.compareUnsigned(p, d0) < 0) {
      v--;
      if (Long.compareUnsigned(p, d1) >= 0) {
        v--;
        p -= d1;
      }
      p -= d1;
    }
    long t0 = v * d0;
    long t1 = Math.unsignedMultiplyHigh(v, d0);
    p += t1;
    if (Long.compareUnsigned(p, t1) < 0) {
      v--;
      if (Long.compareUnsigned(p, d1) > 0 || (p == d1 && Long.compareUnsigned(t0, d0) >= 0)) {
        v--;
      }
    }
    return v;
  }
}
