package org.atoll.validator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChainSettingsTest {
  @Test
  void withoutAnySettingGasIsPricedAtOneGwei() {
    var settings = ChainSettings.parse(Map.of());

    assertThat(settings.freeGas()).isFalse();
    assertThat(settings.baseFeeMode()).isEqualTo(ChainSettings.BaseFeeMode.CONSTANT);
    assertThat(settings.baseFee()).isEqualTo(BigInteger.TEN.pow(9));
    assertThat(settings.minTip()).isZero();
    assertThat(settings.blockGasLimit()).isEqualTo(500_000_000);
    assertThat(settings.allowUnprotected()).isFalse();
    assertThat(settings.forkAt(0)).isEqualTo(Fork.OSAKA);
  }

  @Test
  void whereGasIsFreeFeesAreZero() {
    var settings = ChainSettings.parse(Map.of("evm.freeGas", "true", "evm.baseFee", "7", "evm.minTip", "7"));

    assertThat(settings.baseFee()).isZero();
    assertThat(settings.minTip()).isZero();
  }

  @Test
  void forksFollowHeights() {
    var settings = ChainSettings.parse(Map.of("evm.forks", "cancun:0,prague:100"));

    assertThat(settings.forkAt(99)).isEqualTo(Fork.CANCUN);
    assertThat(settings.forkAt(100)).isEqualTo(Fork.PRAGUE);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "evm.freegas | true | unknown setting evm.freegas; known are ",
      "evm.freeGas | yes | setting evm.freeGas is true or false, not yes",
      "evm.allow_unprotected | 1 | setting evm.allow_unprotected is true or false, not 1",
      "evm.baseFeeMode | fixed | setting evm.baseFeeMode is constant or eip1559, not fixed",
      "evm.baseFee | -1 | setting evm.baseFee is a decimal number from 0 to 2^63 - 1, not -1",
      "evm.baseFee | 0x10 | setting evm.baseFee is a decimal number from 0 to 2^63 - 1, not 0x10",
      "evm.minTip | 9223372036854775808 | setting evm.minTip is a decimal number from 0 to 2^63 - 1, not 9223372036854775808",
      "evm.blockGasLimit | 0 | setting evm.blockGasLimit is 1 or more, not 0",
      "evm.baseFeeTo | somebody | setting evm.baseFeeTo is burn, recipient or an address, not somebody",
      "evm.forks | atlantis:0 | setting evm.forks: "})
  void mistakesAreNamed(String key, String value, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> ChainSettings.parse(Map.of(key, value)))
        .withMessageStartingWith(message);
  }

  @Test
  void readIsTheInverseOfWriting() {
    var set = Map.of("evm.baseFee", "12", "evm.baseFeeMode", "eip1559", "evm.baseFeeTo",
        "0x00000000000000000000000000000000000000aa", "evm.blockGasLimit", "30000000", "evm.forks", "prague:0");
    var state = new HashMap<Address, Bytes>();
    set.forEach((key, text) -> state.put(ChainSettings.address(key), ChainSettings.value(key, text)));

    var read = ChainSettings.read(address -> Optional.ofNullable(state.get(address)));

    assertThat(read).isEqualTo(ChainSettings.parse(set));
    assertThat(read.evm()).isEqualTo(set);
  }

  /** Sawtooth's: prefix 000000, then 16 hex digits of each of four parts. */
  @Test
  void addressesAreThoseOfSawtooth() {
    assertThat(SettingAddress.of("sawtooth.config.vote.proposals").toString()).isEqualTo(
        "000000a87cb5eafdcca6a8b79606fb3afea5bdab274474a6aa82c1c0cbf0fbcaf64c0b");
    assertThat(SettingAddress.of("evm.baseFee").bytes().slice(19, 35)).isEqualTo(
        Bytes.fromHex("e3b0c44298fc1c14e3b0c44298fc1c14"));
    assertThat(SettingAddress.of("a.b.c.d.e")).isNotEqualTo(SettingAddress.of("a.b.c.d"));
  }
}
