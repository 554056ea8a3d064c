package org.atoll.seth.bn254;

import java.math.BigInteger;
import java.util.Arrays;

/** Scalars in signed digits, few of which are not 0. */
final class Wnaf {
  private Wnaf() {}

  /**
   * The number as the sum of digit i times 2^i: each digit is 0 or odd and below 2^(window - 1), and of
   * {@code window} neighbours at most one is not 0.
   *
   * @param number not negative
   * @param window 2 to 8
   * @return least significant first, without leading zeros
   */
  static byte[] of(BigInteger number, int window) {
    int words = number.bitLength() / 64 + 1;
    var rest = new long[words + 1];
    for (int i = 0; i < words; i++) {
      rest[i] = number.shiftRight(64 * i).longValue();
    }
    var digits = new byte[64 * words + 1];
    int length = 0;
    int carry = 0;
    for (int i = 0; i < digits.length; i++) {
      if ((bit(rest, i) ^ carry) == 0) {
        continue; // the carry goes on
      }
      int value = carry;
      for (int j = 0; j < window; j++) {
        value += bit(rest, i + j) << j;
      }
      carry = value >> (window - 1);
      digits[i] = (byte) (value - (carry << window));
      length = i + 1;
      i += window - 1;
    }
    return Arrays.copyOf(digits, length);
  }

  private static int bit(long[] words, int i) {
    return i >= 64 * words.length ? 0 : (int) (words[i >> 6] >>> (i & 63)) & 1;
  }
}
