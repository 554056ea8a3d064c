package org.atoll.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.settings.ConsensusEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PermissionTest {
  private static final String ACCOUNT = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
  private static final String KEY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
  private static final String OTHER = "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5";

  @TempDir Path folder;

  @Test
  void aFolderWithoutTheFilePermitsAll() throws Exception {
    assertThat(Permission.read(folder)).isEqualTo(Permission.ALL);
  }

  @Test
  void eachListCounts() throws Exception {
    Files.writeString(folder.resolve("permission.toml"), """
        [accounts]
        allow = ["%s"]
        [signers]
        allow = ["%s"]
        """.formatted(ACCOUNT, OTHER));

    var read = Permission.read(folder);

    assertThat(read.senders().accounts().permits(EvmAddress.fromHex(ACCOUNT.substring(2)))).isTrue();
    assertThat(read.senders().accounts().permits(EvmAddress.ZERO)).isFalse();
    assertThat(read.senders().signers().permits(ConsensusEntry.parseKey(OTHER).encoded())).isTrue();
    assertThat(read.senders().signers().permits(ConsensusEntry.parseKey(KEY).encoded())).isFalse();
    assertThat(read.senders().signers().permits(Bytes.EMPTY)).isFalse();
    assertThat(read.summary()).isEqualTo("accounts=+1/-0 signers=+1/-0");
  }

  @Test
  void whoIsOnBothListsIsDenied() throws Exception {
    var read = Permission.parse("p", "[accounts]\nallow = [\"" + ACCOUNT + "\"]\ndeny = [\"" + ACCOUNT + "\"]\n");

    assertThat(read.senders().accounts().permits(EvmAddress.fromHex(ACCOUNT.substring(2)))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "# rules\\n[acounts]\\ndeny = []           | p, line 2: there is no acounts; did you mean [accounts]?",
      "[signers]\\nallow = []\\n[accounts]\\nalow = [] "
          + "| p, line 4: there is no accounts.alow; did you mean accounts.allow?",
      "accounts = 3                             | p, line 1: accounts is a table with the lists allow and deny",
      "[signers]\\ndeny = \"all\"                | p, line 2: signers.deny is a list",
      "[accounts]\\ndeny = [\\n  \"0x12\"\\n]    "
          + "| p, line 3: accounts.deny: \"0x12\" is no account: 0x and 40 hex digits expected",
      "[accounts]\\ndeny = [7]                   "
          + "| p, line 2: accounts.deny: \"7\" is no account: 0x and 40 hex digits expected",
      "[signers]\\n# 0279\\nallow = [\"0279\"]   | p, line 3: signers.allow: \"0279\" is no signer",
      "[nodes]\\nallow = []                    | p, line 1: lists of nodes are p2p.allow and p2p.deny in atoll.toml",
      "[signers                                 | p is not TOML"})
  void whatIsWrongIsNamedWithItsLine(String text, String message) {
    assertThatThrownBy(() -> Permission.parse("p", text.replace("\\n", "\n"))).isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(message);
  }
}
