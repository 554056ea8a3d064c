package org.atoll.seth.precompile;

import java.math.BigInteger;
import java.util.Arrays;
import org.atoll.sdk.ethereum.Fork;
import org.jspecify.annotations.Nullable;

/**
 * 0x05: base ^ exponent mod modulus on numbers of any length. Input: three 32-byte lengths, then the numbers; what is
 * cut off is zero. Priced by EIP-198, from Berlin EIP-2565, from Osaka EIP-7883, which with EIP-7823 bounds each
 * length by 1 024 bytes.
 */
final class ModExp implements Precompile {
  private static final int HEAD = 96;
  private static final int OSAKA_MAX_LENGTH = 1_024;
  private static final byte[] NOTHING = {};

  private enum Price { EIP_198, EIP_2565, EIP_7883 }

  private final Price price;

  private ModExp(Price price) {
    this.price = price;
  }

  static ModExp of(Fork fork) {
    return new ModExp(fork.atLeast(Fork.OSAKA) ? Price.EIP_7883
        : fork.atLeast(Fork.BERLIN) ? Price.EIP_2565 : Price.EIP_198);
  }

  @Override
  public long gas(byte[] in, int from, int size) {
    var base = number(in, from, size, 0, 32);
    var exponent = number(in, from, size, 32, 32);
    var modulus = number(in, from, size, 64, 32);
    if (price == Price.EIP_7883
        && (exceeds(base, OSAKA_MAX_LENGTH) || exceeds(exponent, OSAKA_MAX_LENGTH) || exceeds(modulus, OSAKA_MAX_LENGTH))) {
      return Long.MAX_VALUE;
    }
    var head = exceeds(base, size) ? BigInteger.ZERO
        : number(in, from, size, HEAD + base.longValue(), exceeds(exponent, 32) ? 32 : exponent.intValue());
    var longest = base.max(modulus);
    var cost = switch (price) {
      case EIP_198 -> quadratic(longest).multiply(iterations(exponent, head, 8)).divide(BigInteger.valueOf(20));
      case EIP_2565 -> squaredWords(longest).multiply(iterations(exponent, head, 8)).divide(BigInteger.valueOf(3))
          .max(BigInteger.valueOf(200));
      case EIP_7883 -> (exceeds(longest, 32) ? squaredWords(longest).shiftLeft(1) : BigInteger.valueOf(16))
          .multiply(iterations(exponent, head, 16)).max(BigInteger.valueOf(500));
    };
    return cost.bitLength() > 63 ? Long.MAX_VALUE : cost.longValue();
  }

  private static boolean exceeds(BigInteger number, long bound) {
    return number.bitLength() > 62 || number.longValue() > bound;
  }

  private static BigInteger iterations(BigInteger length, BigInteger head, int perByte) {
    var beyond = length.subtract(BigInteger.valueOf(32)).max(BigInteger.ZERO).multiply(BigInteger.valueOf(perByte));
    return beyond.add(BigInteger.valueOf(Math.max(0, head.bitLength() - 1))).max(BigInteger.ONE);
  }

  private static BigInteger squaredWords(BigInteger length) {
    var words = length.add(BigInteger.valueOf(7)).shiftRight(3);
    return words.multiply(words);
  }

  private static BigInteger quadratic(BigInteger x) {
    var square = x.multiply(x);
    if (!exceeds(x, 64)) {
      return square;
    }
    return exceeds(x, 1_024)
        ? square.shiftRight(4).add(x.multiply(BigInteger.valueOf(480))).subtract(BigInteger.valueOf(199_680))
        : square.shiftRight(2).add(x.multiply(BigInteger.valueOf(96))).subtract(BigInteger.valueOf(3_072));
  }

  @Override
  public byte @Nullable [] run(byte[] in, int from, int size) {
    var baseLength = number(in, from, size, 0, 32);
    var exponentLength = number(in, from, size, 32, 32);
    var modulusLength = number(in, from, size, 64, 32);
    if (modulusLength.signum() == 0) {
      return NOTHING;
    }
    long afterBase = HEAD + baseLength.longValueExact(); // paid for, hence small
    var out = new byte[modulusLength.intValueExact()];
    if (exceeds(exponentLength, size)) {
      exponentLength = exponentLength.min(BigInteger.valueOf(Integer.MAX_VALUE - 64));
    }
    long afterExponent = afterBase + exponentLength.longValue();
    var modulus = number(in, from, size, afterExponent, out.length);
    if (modulus.bitLength() <= 1) {
      return out; // by zero or one: zero
    }
    var base = number(in, from, size, HEAD, baseLength.intValueExact());
    var result = ModularPower.of(base, number(in, from, size, afterBase, exponentLength.intValue()), modulus).toByteArray();
    int skip = result[0] == 0 ? 1 : 0;
    System.arraycopy(result, skip, out, out.length - result.length + skip, result.length - skip);
    return out;
  }

  /** {@code length} bytes of the input from {@code at} on, as if it went on with zeros. */
  private static BigInteger number(byte[] in, int from, int size, long at, int length) {
    if (at >= size || length == 0) {
      return BigInteger.ZERO;
    }
    int present = (int) Math.min(length, size - at);
    int start = from + (int) at;
    if (present == length) {
      return new BigInteger(1, in, start, length);
    }
    return new BigInteger(1, Arrays.copyOfRange(in, start, start + present)).shiftLeft(8 * (length - present));
  }
}
