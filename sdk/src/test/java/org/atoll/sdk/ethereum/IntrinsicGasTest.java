package org.atoll.sdk.ethereum;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.Test;

/** What the official transaction tests leave out: Prague and later. */
class IntrinsicGasTest {
  private static final BigInteger ZERO = BigInteger.ZERO;
  private static final Bytes DATA = Bytes.fromHex("00000001020304"); // 3 zeros, 4 others

  @Test
  void theFloorCountsTokensFromPragueOn() {
    var tx = EthereumTransaction.legacy(Optional.empty(), 0, ZERO, 0, Optional.of(EvmAddress.ZERO), ZERO, DATA);
    assertThat(IntrinsicGas.of(tx, Fork.PRAGUE)).isEqualTo(21_000 + 3 * 4 + 4 * 16);
    assertThat(IntrinsicGas.floor(tx, Fork.PRAGUE)).isEqualTo(21_000 + 10 * (3 + 4 * 4));
    assertThat(IntrinsicGas.floor(tx, Fork.OSAKA)).isEqualTo(21_000 + 10 * (3 + 4 * 4));
    assertThat(IntrinsicGas.floor(tx, Fork.CANCUN)).isZero();
  }

  @Test
  void creationPaysForItsInitCodeByWord() {
    var tx = EthereumTransaction.legacy(Optional.empty(), 0, ZERO, 0, Optional.empty(), ZERO,
        Bytes.wrap(new byte[33]));
    assertThat(IntrinsicGas.of(tx, Fork.FRONTIER)).isEqualTo(21_000 + 33 * 4);
    assertThat(IntrinsicGas.of(tx, Fork.PARIS)).isEqualTo(53_000 + 33 * 4);
    assertThat(IntrinsicGas.of(tx, Fork.SHANGHAI)).isEqualTo(53_000 + 33 * 4 + 2 * 2);
  }

  @Test
  void listsPayByEntry() {
    var entries = List.of(new AccessListEntry(EvmAddress.ZERO, List.of(Hash32.ZERO, Hash32.ZERO)),
        new AccessListEntry(EvmAddress.ZERO, List.of()));
    var consent = new Authorization(ZERO, EvmAddress.ZERO, 0, 0, ZERO, ZERO);
    var tx = EthereumTransaction.setCode(BigInteger.ONE, 0, ZERO, ZERO, 0, EvmAddress.ZERO, ZERO, Bytes.EMPTY, entries,
        List.of(consent, consent, consent));
    assertThat(IntrinsicGas.of(tx, Fork.PRAGUE)).isEqualTo(21_000 + 2 * 2_400 + 2 * 1_900 + 3 * 25_000);
    assertThat(IntrinsicGas.floor(tx, Fork.PRAGUE)).isEqualTo(21_000);
  }
}
