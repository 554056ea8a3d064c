package org.atoll.seth.word;

import static org.atoll.seth.word.Word.carryOf;

/** EXP: powers modulo 2^256 on a stack as {@link Word} describes it. */
public final class Power {
  /** Longs of scratch that {@link #exp} needs. */
  public static final int SCRATCH = 68;
  /** With more bits in the exponent it pays to make the powers of four bits first. */
  private static final int PLAIN_BITS = 40;

  private Power() {}

  /** Base on top, exponent below; scratch needs {@link #SCRATCH} longs. */
  public static void exp(long[] s, int sp, long[] scratch) {
    int base = sp - 4;
    int w = sp - 8;
    int bits = Word.bitLength(s[w], s[w + 1], s[w + 2], s[w + 3]);
    if (bits == 0) {
      Word.set(s, w, 1);
    } else if ((s[base + 1] | s[base + 2] | s[base + 3]) == 0 && s[base] == 2) {
      long exponent = s[w];
      Word.set(s, w, 0);
      if (bits <= 8) { // a power of two, as compilers write shifts
        s[w + (int) (exponent >>> 6)] = 1L << (exponent & 63);
      }
    } else if (bits <= PLAIN_BITS) {
      plain(s, base, s[w], bits, w);
    } else {
      windowed(s, base, w, bits, scratch);
    }
  }

  /** Square and multiply, all in local variables. */
  private static void plain(long[] s, int base, long exponent, int bits, int to) {
    long b0 = s[base];
    long b1 = s[base + 1];
    long b2 = s[base + 2];
    long b3 = s[base + 3];
    long a0 = b0;
    long a1 = b1;
    long a2 = b2;
    long a3 = b3;
    for (int i = bits - 2; i >= 0; i--) {
      long r0 = a0 * a0;
      long cross = a0 * a1;
      long crossHigh = Math.unsignedMultiplyHigh(a0, a1);
      long r1 = Math.unsignedMultiplyHigh(a0, a0);
      long part = cross << 1;
      long sum = r1 + part;
      long carry = carryOf(r1, part, sum);
      r1 = sum;
      long r2 = a1 * a1;
      long r3 = Math.unsignedMultiplyHigh(a1, a1) + (crossHigh >>> 63);
      part = crossHigh << 1 | cross >>> 63;
      sum = r2 + part;
      r3 += carryOf(r2, part, sum);
      r2 = sum + carry;
      r3 += carryOf(sum, carry, r2);
      cross = a0 * a2;
      part = cross << 1;
      sum = r2 + part;
      r3 += carryOf(r2, part, sum) + (Math.unsignedMultiplyHigh(a0, a2) << 1 | cross >>> 63)
          + ((a0 * a3 + a1 * a2) << 1);
      a0 = r0;
      a1 = r1;
      a2 = sum;
      a3 = r3;
      if ((exponent >>> i & 1) == 0) {
        continue;
      }
      r0 = a0 * b0;
      r1 = Math.unsignedMultiplyHigh(a0, b0);
      part = a0 * b1;
      sum = r1 + part;
      r2 = Math.unsignedMultiplyHigh(a0, b1) + carryOf(r1, part, sum);
      r1 = sum;
      part = a1 * b0;
      sum = r1 + part;
      carry = Math.unsignedMultiplyHigh(a1, b0) + carryOf(r1, part, sum);
      r1 = sum;
      sum = r2 + carry;
      r3 = carryOf(r2, carry, sum);
      r2 = sum;
      part = a0 * b2;
      sum = r2 + part;
      r3 += Math.unsignedMultiplyHigh(a0, b2) + carryOf(r2, part, sum);
      r2 = sum;
      part = a1 * b1;
      sum = r2 + part;
      r3 += Math.unsignedMultiplyHigh(a1, b1) + carryOf(r2, part, sum);
      r2 = sum;
      part = a2 * b0;
      sum = r2 + part;
      r3 += Math.unsignedMultiplyHigh(a2, b0) + carryOf(r2, part, sum)
          + a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
      a0 = r0;
      a1 = r1;
      a2 = sum;
      a3 = r3;
    }
    s[to] = a0;
    s[to + 1] = a1;
    s[to + 2] = a2;
    s[to + 3] = a3;
  }

  private static void windowed(long[] s, int base, int w, int bits, long[] scratch) {
    Word.copy(s, base, scratch, 0);
    Word.copy(s, w, scratch, 4);
    Word.set(s, w, 1);
    powers(scratch);
    for (int i = (bits - 1) & ~3; i >= 0; i -= 4) {
      for (int k = 0; k < 4; k++) {
        square(s, w);
      }
      int digit = (int) (scratch[4 + (i >>> 6)] >>> (i & 63)) & 15;
      if (digit != 0) {
        Word.multiplyLow(s, w, scratch, 4 + 4 * digit, s, w);
      }
    }
  }

  /** The base at 0 to the powers from 1 to 15, from 8 on. */
  private static void powers(long[] scratch) {
    Word.copy(scratch, 0, scratch, 8);
    for (int n = 2; n < 16; n++) {
      Word.multiplyLow(scratch, 4 + 4 * (n - 1), scratch, 0, scratch, 4 + 4 * n);
    }
  }

  /** The low 256 bits of the square of the word at {@code w}. */
  private static void square(long[] s, int w) {
    long a0 = s[w];
    long a1 = s[w + 1];
    long a2 = s[w + 2];
    long r0 = a0 * a0;
    long r1 = Math.unsignedMultiplyHigh(a0, a0);
    long cross = a0 * a1;
    long crossHigh = Math.unsignedMultiplyHigh(a0, a1);
    long doubled = cross << 1;
    long sum = r1 + doubled;
    long carry = carryOf(r1, doubled, sum);
    long r2 = a1 * a1;
    long r3 = Math.unsignedMultiplyHigh(a1, a1) + (crossHigh >>> 63);
    doubled = crossHigh << 1 | cross >>> 63;
    long sum2 = r2 + doubled;
    r3 += carryOf(r2, doubled, sum2);
    r2 = sum2 + carry;
    r3 += carryOf(sum2, carry, r2);
    cross = a0 * a2;
    doubled = cross << 1;
    sum2 = r2 + doubled;
    r3 += carryOf(r2, doubled, sum2)
        + (Math.unsignedMultiplyHigh(a0, a2) << 1 | cross >>> 63) + ((a0 * s[w + 3] + a1 * a2) << 1);
    s[w] = r0;
    s[w + 1] = sum;
    s[w + 2] = sum2;
    s[w + 3] = r3;
  }
}
