package org.atoll.seth.word;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;

/**
 * 256-bit words in place: a word is four {@code long}s of an array, least significant first.
 *
 * <p>Arithmetic works on a stack that grows upwards. {@code sp} is the index one past the top word, so the top
 * word is at {@code sp - 4}. Operations leave their result where the lowest operand was; the caller moves
 * {@code sp}. Nothing is allocated and nothing is checked: the caller has made sure the operands are there.
 */
public final class Word {
  private static final VarHandle LONG_BE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_BE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private Word() {}

  public static long longAt(byte[] bytes, int offset) {
    return (long) LONG_BE.get(bytes, offset);
  }

  public static int intAt(byte[] bytes, int offset) {
    return (int) INT_BE.get(bytes, offset);
  }

  public static void putInt(byte[] bytes, int offset, int value) {
    INT_BE.set(bytes, offset, value);
  }

  public static void putLong(byte[] bytes, int offset, long value) {
    LONG_BE.set(bytes, offset, value);
  }

  /** Reads 32 big-endian bytes into the word at {@code w}. */
  public static void load(long[] s, int w, byte[] bytes, int offset) {
    s[w + 3] = (long) LONG_BE.get(bytes, offset);
    s[w + 2] = (long) LONG_BE.get(bytes, offset + 8);
    s[w + 1] = (long) LONG_BE.get(bytes, offset + 16);
    s[w] = (long) LONG_BE.get(bytes, offset + 24);
  }

  /** Writes the word at {@code w} as 32 big-endian bytes. */
  public static void store(long[] s, int w, byte[] bytes, int offset) {
    LONG_BE.set(bytes, offset, s[w + 3]);
    LONG_BE.set(bytes, offset + 8, s[w + 2]);
    LONG_BE.set(bytes, offset + 16, s[w + 1]);
    LONG_BE.set(bytes, offset + 24, s[w]);
  }

  /** Reads a big-endian number of 0 to 32 bytes. */
  public static void loadShort(long[] s, int w, byte[] bytes, int offset, int size) {
    set(s, w, 0);
    for (int i = 0; i < size; i++) {
      int bit = (size - 1 - i) << 3;
      s[w + (bit >>> 6)] |= (bytes[offset + i] & 0xffL) << (bit & 63);
    }
  }

  /** Big-endian without leading zeros; empty for zero. */
  public static byte[] minimalBytes(long l0, long l1, long l2, long l3) {
    int bits = bitLength(l0, l1, l2, l3);
    var out = new byte[(bits + 7) >>> 3];
    for (int i = out.length - 1, k = 0; i >= 0; i--, k++) {
      long limb = k < 8 ? l0 : k < 16 ? l1 : k < 24 ? l2 : l3;
      out[i] = (byte) (limb >>> ((k & 7) << 3));
    }
    return out;
  }

  public static int bitLength(long l0, long l1, long l2, long l3) {
    if (l3 != 0) {
      return 256 - Long.numberOfLeadingZeros(l3);
    }
    if (l2 != 0) {
      return 192 - Long.numberOfLeadingZeros(l2);
    }
    return l1 != 0 ? 128 - Long.numberOfLeadingZeros(l1) : 64 - Long.numberOfLeadingZeros(l0);
  }

  public static void set(long[] s, int w, long value) {
    s[w] = value;
    s[w + 1] = 0;
    s[w + 2] = 0;
    s[w + 3] = 0;
  }

  public static void copy(long[] from, int f, long[] to, int t) {
    to[t] = from[f];
    to[t + 1] = from[f + 1];
    to[t + 2] = from[f + 2];
    to[t + 3] = from[f + 3];
  }

  public static boolean isZero(long[] s, int w) {
    return (s[w] | s[w + 1] | s[w + 2] | s[w + 3]) == 0;
  }

  public static boolean equal(long[] a, int i, long[] b, int j) {
    return a[i] == b[j] && a[i + 1] == b[j + 1] && a[i + 2] == b[j + 2] && a[i + 3] == b[j + 3];
  }

  /**
   * Puts a number below 2^256 at {@code w}.
   *
   * @throws IllegalArgumentException when it is negative or does not fit
   */
  public static void set(long[] s, int w, BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > 256) {
      throw new IllegalArgumentException("not a 256-bit number: " + value);
    }
    s[w] = value.longValue();
    if (value.bitLength() < 64) {
      s[w + 1] = 0;
      s[w + 2] = 0;
      s[w + 3] = 0;
      return;
    }
    s[w + 1] = value.shiftRight(64).longValue();
    s[w + 2] = value.shiftRight(128).longValue();
    s[w + 3] = value.shiftRight(192).longValue();
  }

  /** The unsigned number at {@code w}. */
  public static BigInteger toBigInteger(long[] s, int w) {
    var bytes = new byte[32];
    store(s, w, bytes, 0);
    return new BigInteger(1, bytes);
  }

  /** Unsigned {@code a < b}. */
  public static boolean less(long[] a, int i, long[] b, int j) {
    for (int k = 3; k > 0; k--) {
      if (a[i + k] != b[j + k]) {
        return Long.compareUnsigned(a[i + k], b[j + k]) < 0;
      }
    }
    return Long.compareUnsigned(a[i], b[j]) < 0;
  }

  /** Two's-complement {@code a < b}. */
  public static boolean lessSigned(long[] s, int a, int b) {
    if (s[a + 3] != s[b + 3]) {
      return s[a + 3] < s[b + 3];
    }
    for (int k = 2; k > 0; k--) {
      if (s[a + k] != s[b + k]) {
        return Long.compareUnsigned(s[a + k], s[b + k]) < 0;
      }
    }
    return Long.compareUnsigned(s[a], s[b]) < 0;
  }

  static long carryOf(long x, long y, long sum) {
    return ((x & y) | ((x | y) & ~sum)) >>> 63;
  }

  /** {@code to = a + b}, the carry out is returned; operands may overlap exactly. */
  public static long add(long[] a, int i, long[] b, int j, long[] to, int t) {
    long carry = 0;
    for (int k = 0; k < 4; k++) {
      long x = a[i + k];
      long y = b[j + k];
      long sum = x + y + carry;
      carry = carryOf(x, y, sum);
      to[t + k] = sum;
    }
    return carry;
  }

  /** {@code to = a - b}, the borrow is returned; operands may overlap exactly. */
  public static long subtract(long[] a, int i, long[] b, int j, long[] to, int t) {
    long borrow = 0;
    for (int k = 0; k < 4; k++) {
      long x = a[i + k];
      long y = b[j + k];
      long difference = x - y - borrow;
      borrow = ((~x & y) | ((~x | y) & difference)) >>> 63;
      to[t + k] = difference;
    }
    return borrow;
  }

  public static void negate(long[] s, int w) {
    long carry = 1;
    for (int k = 0; k < 4; k++) {
      long inverted = ~s[w + k];
      s[w + k] = inverted + carry;
      carry = inverted == -1 ? carry : 0;
    }
  }

  /** The low 256 bits of the product of the two top words. */
  public static void mul(long[] s, int sp) {
    multiplyLow(s, sp - 4, s, sp - 8, s, sp - 8);
  }

  /** The low 256 bits of a product; the result may overlap an operand. Ten partial products, or one if both fit in 64 bits. */
  public static void multiplyLow(long[] a, int i, long[] b, int j, long[] to, int t) {
    long a0 = a[i];
    long a1 = a[i + 1];
    long a2 = a[i + 2];
    long a3 = a[i + 3];
    long b0 = b[j];
    long b1 = b[j + 1];
    long b2 = b[j + 2];
    long b3 = b[j + 3];
    long r0 = a0 * b0;
    long r1 = Math.unsignedMultiplyHigh(a0, b0);
    if ((a1 | a2 | a3 | b1 | b2 | b3) == 0) {
      to[t] = r0;
      to[t + 1] = r1;
      to[t + 2] = 0;
      to[t + 3] = 0;
      return;
    }
    long p = a0 * b1;
    long r2 = Math.unsignedMultiplyHigh(a0, b1);
    long sum = r1 + p;
    r2 += carryOf(r1, p, sum); // a high half is at most 2^64 - 2, so this cannot overflow
    r1 = sum;
    p = a1 * b0;
    sum = r1 + p;
    long high = Math.unsignedMultiplyHigh(a1, b0) + carryOf(r1, p, sum);
    r1 = sum;
    sum = r2 + high;
    long r3 = carryOf(r2, high, sum);
    r2 = sum;
    p = a0 * b2;
    sum = r2 + p;
    r3 += Math.unsignedMultiplyHigh(a0, b2) + carryOf(r2, p, sum);
    r2 = sum;
    p = a1 * b1;
    sum = r2 + p;
    r3 += Math.unsignedMultiplyHigh(a1, b1) + carryOf(r2, p, sum);
    r2 = sum;
    p = a2 * b0;
    sum = r2 + p;
    r3 += Math.unsignedMultiplyHigh(a2, b0) + carryOf(r2, p, sum);
    r2 = sum;
    r3 += a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
    to[t] = r0;
    to[t + 1] = r1;
    to[t + 2] = r2;
    to[t + 3] = r3;
  }

  /** SIGNEXTEND: the top word says which byte holds the sign. */
  public static void signExtend(long[] s, int sp) {
    int k = sp - 4;
    int w = sp - 8;
    if ((s[k + 1] | s[k + 2] | s[k + 3]) != 0 || s[k] < 0 || s[k] >= 31) {
      return;
    }
    int bit = (int) (s[k] << 3) + 7;
    int limb = bit >>> 6;
    int shift = 63 - (bit & 63);
    long extended = (s[w + limb] << shift) >> shift;
    s[w + limb] = extended;
    long fill = extended >> 63;
    for (int i = limb + 1; i < 4; i++) {
      s[w + i] = fill;
    }
  }

  /** BYTE: the top word is the index, 0 the most significant. */
  public static void byteAt(long[] s, int sp) {
    int k = sp - 4;
    int w = sp - 8;
    long index = s[k];
    boolean outside = (s[k + 1] | s[k + 2] | s[k + 3]) != 0 || index < 0 || index > 31;
    set(s, w, outside ? 0 : (s[w + 3 - (int) (index >>> 3)] >>> ((7 - (index & 7)) << 3)) & 0xff);
  }

  /** SHL: the top word is the distance. */
  public static void shiftLeft(long[] s, int sp) {
    int k = sp - 4;
    int w = sp - 8;
    if ((s[k + 1] | s[k + 2] | s[k + 3]) != 0 || s[k] < 0 || s[k] > 255) {
      set(s, w, 0);
      return;
    }
    shiftLeft(s, w, (int) s[k]);
  }

  /** Shifts the word at {@code w} by 0 to 255 bits. */
  public static void shiftLeft(long[] s, int w, int distance) {
    int limbs = distance >>> 6;
    int bits = distance & 63;
    for (int i = 3; i >= 0; i--) {
      long high = i >= limbs ? s[w + i - limbs] : 0;
      long low = i > limbs ? s[w + i - limbs - 1] : 0;
      s[w + i] = bits == 0 ? high : high << bits | low >>> (64 - bits);
    }
  }

  /** SHR: the top word is the distance. */
  public static void shiftRight(long[] s, int sp) {
    int k = sp - 4;
    int w = sp - 8;
    if ((s[k + 1] | s[k + 2] | s[k + 3]) != 0 || s[k] < 0 || s[k] > 255) {
      set(s, w, 0);
      return;
    }
    shiftRight(s, w, (int) s[k], 0);
  }

  /** SAR: the top word is the distance. */
  public static void shiftRightSigned(long[] s, int sp) {
    int k = sp - 4;
    int w = sp - 8;
    long fill = s[w + 3] >> 63;
    if ((s[k + 1] | s[k + 2] | s[k + 3]) != 0 || s[k] < 0 || s[k] > 255) {
      s[w] = fill;
      s[w + 1] = fill;
      s[w + 2] = fill;
      s[w + 3] = fill;
      return;
    }
    shiftRight(s, w, (int) s[k], fill);
  }

  private static void shiftRight(long[] s, int w, int distance, long fill) {
    int limbs = distance >>> 6;
    int bits = distance & 63;
    for (int i = 0; i < 4; i++) {
      long low = i + limbs < 4 ? s[w + i + limbs] : fill;
      long high = i + limbs < 3 ? s[w + i + limbs + 1] : fill;
      s[w + i] = bits == 0 ? low : low >>> bits | high << (64 - bits);
    }
  }
}
