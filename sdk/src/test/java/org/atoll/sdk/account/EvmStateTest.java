package org.atoll.sdk.account;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvmStateTest {
  private static final EvmAddress ACCOUNT = EvmAddress.fromHex("ab".repeat(20));

  @Test
  void thePrefixIsTheFamilysHash() throws NoSuchAlgorithmException {
    var digest = MessageDigest.getInstance("SHA-512").digest("evm".getBytes(US_ASCII));
    assertThat(EvmState.PREFIX).isEqualTo(Bytes.copyOfRange(digest, 0, 3));
  }

  @Test
  void addressesHaveTheirForm() {
    var slot = Bytes.fromHex("cd".repeat(32));
    assertThat(EvmState.account(ACCOUNT)).hasToString("f0cc0100" + "ab".repeat(20));
    assertThat(EvmState.storageOf(ACCOUNT)).hasToString("f0cc0101" + "ab".repeat(20));
    assertThat(EvmState.slot(ACCOUNT, slot)).hasToString("f0cc0101" + "ab".repeat(20) + "cd".repeat(32));
    assertThat(EvmState.code(new Hash32(slot))).hasToString("f0cc0102" + "cd".repeat(32));
    assertThat(EvmState.blockHash(0x0102)).hasToString("f0cc01030000000000000102");
    assertThat(EvmState.account(ACCOUNT).bytes().size()).isEqualTo(EvmState.ACCOUNT_SIZE);
    assertThat(EvmState.slot(ACCOUNT, slot).bytes().size()).isEqualTo(EvmState.SLOT_SIZE);
    assertThatThrownBy(() -> EvmState.slot(ACCOUNT, Bytes.EMPTY)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void accountsRoundTrip() {
    Seeds.forEachSeed(200, random -> {
      var account = new EvmAccount(random.nextLong(), new BigInteger(1, Seeds.bytes(random, random.nextInt(33))),
          random.nextBoolean() ? Optional.of(Hash32.wrap(Seeds.bytes(random, 32))) : Optional.empty());
      assertThat(EvmAccount.decode(account.encode())).isEqualTo(account);
    });
    assertThat(EvmAccount.EMPTY.encode().toHex()).isEqualTo("c3808080");
    assertThat(EvmAccount.EMPTY.isEmpty()).isTrue();
    assertThat(new EvmAccount(1, BigInteger.ZERO, Optional.empty()).isEmpty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "80", "c0", "c28080", "c400808080", "c3808001", "c3008080", "c48080808080", "c380808000"})
  void corruptAccountsAreNotRead(String hex) {
    assertThatThrownBy(() -> EvmAccount.decode(Bytes.fromHex(hex))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void balancesStayBelowTwoToThe256() {
    assertThatThrownBy(() -> new EvmAccount(0, BigInteger.TWO.pow(256), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EvmAccount(0, BigInteger.ONE.negate(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
