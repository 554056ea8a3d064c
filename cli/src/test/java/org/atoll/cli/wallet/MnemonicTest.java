package org.atoll.cli.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.junit.jupiter.api.Test;

class MnemonicTest {
  @Test
  void wellKnownKeysAreThoseOfTheWellKnownPhrase() {
    assertThat(Mnemonic.derive(Mnemonic.WELL_KNOWN, 10)).extracting(key -> key.secret().toHex())
        .containsExactlyElementsOf(Mnemonic.WELL_KNOWN_KEYS);
  }

  @Test
  void derivesTheAccountsOtherToolsDerive() {
    var keys = Mnemonic.keys(Mnemonic.WELL_KNOWN, 12);

    assertThat(keys).hasSize(12);
    assertThat(address(keys.get(0))).isEqualTo("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    assertThat(address(keys.get(9))).isEqualTo("0xa0ee7a142d267c1f36714e4a8f75612f20a79720");
  }

  @Test
  void anotherPhraseGivesOtherKeys() {
    assertThat(Mnemonic.keys("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
        + "about", 1)).extracting(MnemonicTest::address)
        .containsExactly("0x9858effd232b4033e47d90003d41ec34ecaeda94");
  }

  private static String address(PrivateKey key) {
    return Secp256k1.addressOf(key.publicKey()).toString();
  }
}
