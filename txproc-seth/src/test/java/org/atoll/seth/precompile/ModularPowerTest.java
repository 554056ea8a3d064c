package org.atoll.seth.precompile;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against BigInteger's own, which is another method for even moduli and for small numbers. */
final class ModularPowerTest {
  private final Random random = new Random(17);

  private static void check(BigInteger base, BigInteger exponent, BigInteger modulus) {
    assertThat(ModularPower.of(base, exponent, modulus)).as("%s ^ %s mod %s", base, exponent, modulus)
        .isEqualTo(base.modPow(exponent, modulus));
  }

  @Test
  void allSmallNumbers() {
    for (int modulus = 2; modulus < 70; modulus++) {
      for (int base = 0; base < 70; base++) {
        for (int exponent = 0; exponent < 14; exponent++) {
          check(BigInteger.valueOf(base), BigInteger.valueOf(exponent), BigInteger.valueOf(modulus));
        }
      }
    }
  }

  /** The modulus is an odd number times a power of two, either of which may be 1. */
  @ParameterizedTest
  @ValueSource(ints = {8, 33, 63, 64, 65, 100, 128, 256, 300, 1_000, 2_100})
  void anyModulus(int bits) {
    for (int i = 0; i < 400; i++) {
      int twos = switch (random.nextInt(4)) {
        case 0 -> 0;
        case 1 -> bits;
        default -> random.nextInt(bits);
      };
      var odd = twos == bits ? BigInteger.ONE : number(bits - twos).setBit(0);
      var modulus = odd.shiftLeft(twos);
      if (modulus.compareTo(BigInteger.TWO) < 0) {
        continue;
      }
      check(number(random.nextInt(2 * bits)), number(random.nextInt(random.nextBoolean() ? 12 : 300)), modulus);
      check(number(random.nextInt(bits)).shiftLeft(random.nextInt(bits)), number(random.nextInt(9)), modulus);
    }
  }

  /** Up to {@code bits} bits: at random, or all ones, or a one and zeros. */
  private BigInteger number(int bits) {
    return switch (random.nextInt(6)) {
      case 0 -> BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
      case 1 -> BigInteger.ONE.shiftLeft(Math.max(0, bits - 1));
      default -> new BigInteger(bits, random);
    };
  }
}
