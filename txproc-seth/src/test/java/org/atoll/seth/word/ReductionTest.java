package org.atoll.seth.word;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReductionTest {
  private final Random random = new Random(23);

  @ParameterizedTest
  @ValueSource(ints = {65, 66, 127, 128, 129, 192, 255, 256, 1_000, 2_048, 4_099})
  void isBigIntegersRemainder(int bits) {
    for (int i = 0; i < 2_000; i++) {
      var modulus = ragged(bits - 1).setBit(bits - 1);
      var reduction = new Reduction(modulus);
      for (var number : new BigInteger[] {ragged(random.nextInt(3 * bits)), modulus, modulus.subtract(BigInteger.ONE),
          modulus.multiply(ragged(random.nextInt(2 * bits))),
          modulus.multiply(ragged(random.nextInt(2 * bits) + 1)).subtract(BigInteger.ONE).abs()}) {
        assertThat(reduction.of(number)).as("%x mod %x", number, modulus).isEqualTo(number.mod(modulus));
      }
    }
  }

  @Test
  void oneLimbIsTooShort() {
    var largest = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    assertThatIllegalArgumentException().isThrownBy(() -> new Reduction(largest));
  }

  /** Long runs of ones and of zeros, where estimates are wrong most often. */
  private BigInteger ragged(int bits) {
    var number = BigInteger.ZERO;
    for (int at = 0; at < bits; ) {
      int run = 1 + random.nextInt(100);
      if (random.nextBoolean()) {
        number = number.or(BigInteger.ONE.shiftLeft(run).subtract(BigInteger.ONE).shiftLeft(at));
      }
      at += run;
    }
    return number.mod(BigInteger.ONE.shiftLeft(Math.max(bits, 0)));
  }
}
