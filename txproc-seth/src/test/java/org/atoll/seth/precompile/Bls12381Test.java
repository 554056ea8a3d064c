package org.atoll.seth.precompile;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Random;
import org.atoll.sdk.ethereum.Fork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws that sums of multiples and pairings obey, with points and scalars that libraries like to trip over. */
final class Bls12381Test {
  private static final String PAD = "00".repeat(16);
  private static final String G1 =
      PAD + "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
      + PAD + "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1";
  private static final String G2 =
      PAD + "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
      + PAD + "13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
      + PAD + "0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"
      + PAD + "0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be";
  private static final BigInteger ORDER =
      new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);
  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(256);

  private final Random random = new Random(19);

  private static String generator(int group) {
    return group == 1 ? G1 : G2;
  }

  private static Contract add(int group) {
    return Contract.at(group == 1 ? 0x0b : 0x0d, Fork.PRAGUE);
  }

  private static Contract sum(int group) {
    return Contract.at(group == 1 ? 0x0c : 0x0e, Fork.PRAGUE);
  }

  private static String times(int group, BigInteger k) {
    return sum(group).run(generator(group) + "%064x".formatted(k));
  }

  private BigInteger scalar() {
    return switch (random.nextInt(7)) {
      case 0 -> BigInteger.valueOf(random.nextInt(4));
      case 1 -> ORDER.add(BigInteger.valueOf(random.nextInt(-3, 3)));
      case 2 -> LIMIT.subtract(BigInteger.valueOf(1 + random.nextInt(3)));
      case 3 -> ORDER.shiftLeft(1).add(BigInteger.valueOf(random.nextInt(-2, 3)));
      default -> new BigInteger(256, random);
    };
  }

  /** Points with known multiples: equal ones, opposite ones, infinity; the sum is known then, too. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sumsOfKnownMultiples(int group) {
    var infinity = HexFormat.of().formatHex(new byte[128 * group]);
    for (int round = 0; round < 25; round++) {
      int count = 1 + random.nextInt(round < 20 ? 6 : 150);
      var total = BigInteger.ZERO;
      var input = new StringBuilder();
      var added = infinity;
      for (int i = 0; i < count; i++) {
        var multiple = BigInteger.valueOf(random.nextInt(-3, 4));
        var k = scalar();
        var point = multiple.signum() == 0 ? infinity : times(group, multiple.mod(ORDER));
        input.append(point).append("%064x".formatted(k));
        total = total.add(multiple.multiply(k));
        added = add(group).run(added + sum(group).run(point + "%064x".formatted(k)));
      }
      assertThat(sum(group).run(input.toString())).isEqualTo(times(group, total.mod(ORDER))).isEqualTo(added);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void pairingsThatCancel(int count) {
    var pairing = Contract.at(0x0f, Fork.PRAGUE);
    var sum = BigInteger.ZERO;
    var input = new StringBuilder();
    for (int i = 0; i < count; i++) {
      var a = scalar();
      var b = scalar();
      sum = sum.add(a.multiply(b));
      input.append(times(1, a)).append(times(2, b));
    }
    var closing = input + times(1, sum.negate().mod(ORDER)) + G2;
    assertThat(pairing.run(closing)).isEqualTo("%064x".formatted(1));
    var other = input + times(1, sum.negate().add(BigInteger.ONE).mod(ORDER)) + G2;
    assertThat(pairing.run(other)).isEqualTo("%064x".formatted(0));
  }

  /** Of the curve, but of order 3: sums take it nowhere else than in additions. */
  @ParameterizedTest
  @ValueSource(strings = {"00", "01"})
  void aPointOutsideTheGroupCanOnlyBeAdded(String negative) {
    var p = "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab";
    var y = negative.equals("00") ? BigInteger.TWO : new BigInteger(p, 16).subtract(BigInteger.TWO);
    var outside = "00".repeat(64) + "%0128x".formatted(y); // (0, 2) and (0, -2)
    assertThat(sum(1).run(outside + "%064x".formatted(1))).isEqualTo("refused");
    assertThat(sum(1).run(outside + "%064x".formatted(0))).isEqualTo("refused");
    assertThat(Contract.at(0x0f, Fork.PRAGUE).run(outside + G2)).isEqualTo("refused");
    assertThat(Contract.at(0x0f, Fork.PRAGUE).run(outside + "00".repeat(256))).isEqualTo("refused");
    var twice = add(1).run(outside + outside);
    assertThat(add(1).run(twice + outside)).isEqualTo("00".repeat(128));
    assertThat(add(1).run(outside + G1)).isNotEqualTo("refused");
  }
}
