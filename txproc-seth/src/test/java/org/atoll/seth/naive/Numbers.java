package org.atoll.seth.naive;

import java.math.BigInteger;
import java.util.Arrays;
import org.atoll.sdk.crypto.Keccak;

/** The EVM's 256-bit words as big numbers. */
final class Numbers {
  static final BigInteger ZERO = BigInteger.ZERO;
  static final BigInteger ONE = BigInteger.ONE;
  static final BigInteger WORD = BigInteger.TWO.pow(256);
  private static final BigInteger HALF = BigInteger.TWO.pow(255);
  private static final BigInteger ADDRESS = BigInteger.TWO.pow(160);

  private Numbers() {}

  static BigInteger number(long value) {
    return BigInteger.valueOf(value);
  }

  static BigInteger number(boolean value) {
    return value ? ONE : ZERO;
  }

  static BigInteger number(byte[] bytes) {
    return new BigInteger(1, bytes);
  }

  /** Modulo 2^256. */
  static BigInteger wrap(BigInteger value) {
    return value.mod(WORD);
  }

  /** As two's complement. */
  static BigInteger signed(BigInteger word) {
    return word.compareTo(HALF) < 0 ? word : word.subtract(WORD);
  }

  /** The low 160 bits. */
  static BigInteger address(BigInteger word) {
    return word.mod(ADDRESS);
  }

  /** Big-endian, cut or padded on the left. */
  static byte[] bytes(BigInteger value, int size) {
    var minimal = value.toByteArray();
    var bytes = new byte[size];
    int count = Math.min(size, minimal.length);
    System.arraycopy(minimal, minimal.length - count, bytes, size - count, count);
    return bytes;
  }

  static BigInteger keccak(byte[] bytes) {
    return number(Keccak.hash(bytes).bytes().toArray());
  }

  /** {@code size} bytes of the data from the offset on; zeros beyond its end. */
  static byte[] part(byte[] data, BigInteger offset, int size) {
    if (offset.compareTo(number(data.length)) >= 0) {
      return new byte[size];
    }
    int from = offset.intValueExact();
    return Arrays.copyOf(Arrays.copyOfRange(data, from, Math.min(data.length, from + size)), size);
  }

  /** Of 32 bytes, rounded up. */
  static BigInteger words(BigInteger size) {
    return size.add(number(31)).shiftRight(5);
  }
}
