package org.atoll.validator.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.ethereum.SystemContracts;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.state.StateOptions;
import org.atoll.validator.state.TreeScheme;
import org.atoll.validator.store.MemoryStore;
import org.atoll.validator.testing.Blocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GenesisTest {
  private static final String MEMBER = Blocks.PRODUCER.publicKey().bytes().toHex();
  private static final String WHOLE = """
      {
        "chainId": 31337,
        "timestampMillis": 1700000000000,
        "consensus": {"engine": "dev", "version": "1.0", "members": [{"key": "MEMBER"}], "epochBlocks": 256,
            "sealScope": "HEIGHT"},
        "accounts": {
          "0x00000000000000000000000000000000000000aa": {"balance": "1000000000000000000000"},
          "0x00000000000000000000000000000000000000bb": {"balance": 5, "nonce": "0x7", "code": "0x6001",
              "storage": {"0x1": "0x2a", "0x2": "0x0"}}
        },
        "settings": {"evm.freeGas": "true"}
      }""".replace("MEMBER", MEMBER);

  @Test
  void aWholeFile() {
    var genesis = Genesis.parse(WHOLE);

    assertThat(genesis.chainId()).isEqualTo(31_337);
    assertThat(genesis.accounts()).containsKeys(SystemContracts.BEACON_ROOTS, SystemContracts.BLOCK_HASHES,
        SystemContracts.CREATE2_DEPLOYER).hasSize(5);
    var contract = genesis.accounts().get(EvmAddress.fromHex("0x00000000000000000000000000000000000000bb"));
    assertThat(contract).isEqualTo(new Genesis.Account(7, BigInteger.valueOf(5), Bytes.fromHex("6001"),
        Map.of(word(1), word(42))));
    assertThat(Genesis.parse(genesis.toJson())).isEqualTo(genesis);
  }

  private static Hash32 word(int number) {
    var bytes = new byte[32];
    bytes[31] = (byte) number;
    return new Hash32(Bytes.wrap(bytes));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "`\"chainId\": 31337,` | `` | chainId is a number from 1 to 2^53 - 1, not 0",
      "`31337` | `9007199254740992` | chainId is a number from 1 to 2^53 - 1, not 9007199254740992",
      "`31337` | `\"31337\"` | \"chainId\" is a whole number, not \"31337\"",
      "`31337` | `1.5` | \"chainId\" is a whole number, not 1.5",
      "`1700000000000` | `-1` | timestampMillis must not be negative: -1",
      "`\"consensus\"` | `\"member\"` | unknown member \"member\" of a genesis file; known are [accounts, chainId, consensus, settings, templates, timestampMillis]",
      "`\"engine\"` | `\"type\"` | unknown member \"type\" of \"consensus\"; known are [engine, epochBlocks, finality, members, params, sealScope, version]",
      "`256` | `8` | epochBlocks is 64 or more, not 8",
      "`\"HEIGHT\"` | `\"SLOT\"` | sealScope is HEIGHT or TIMESTAMP, not SLOT",
      "`\"dev\"` | `\"dpos\"` | a set of 1 members survives no fault; make it 4 or more, or write the true number as finality.minMembers",
      "`{\"balance\": \"1000000000000000000000\"}` | `{\"balanc\": \"1\"}` | account 0x00000000000000000000000000000000000000aa: unknown member \"balanc\" of an account; known are [balance, code, nonce, storage]",
      "`\"1000000000000000000000\"` | `\"1e21\"` | account 0x00000000000000000000000000000000000000aa: balance is a whole number, not \"1e21\"",
      "`\"1000000000000000000000\"` | `-5` | account 0x00000000000000000000000000000000000000aa: balance is out of range",
      "`0x7` | `-7` | account 0x00000000000000000000000000000000000000bb: nonce is out of range",
      "`0x7` | `0xffffffffffffffff` | account 0x00000000000000000000000000000000000000bb: BigInteger out of long range",
      "`0x00000000000000000000000000000000000000aa` | `0xaa` | \"accounts\": \"0xaa\" is not an address",
      "`0x00000000000000000000000000000000000000aa` | `0x00000000000000000000000000000000000000BB` | \"accounts\": 0x00000000000000000000000000000000000000bb is listed twice",
      "`\"nonce\": \"0x7\", \"code\": \"0x6001\",` | `` | account 0x00000000000000000000000000000000000000bb: storage needs code or a nonce",
      "`\"evm.freeGas\"` | `\"evm.free\"` | unknown setting evm.free; known are [",
      "`\"settings\": {\"evm.freeGas\": \"true\"}` | `\"settings\": []` | \"settings\" is a JSON object"})
  void mistakesAreNamed(String part, String mistake, String message) {
    assertThat(WHOLE).contains(part);
    assertThatIllegalArgumentException().isThrownBy(() -> Genesis.parse(WHOLE.replace(part, mistake)))
        .withMessageStartingWith(message);
  }

  @Test
  void theMemberIsAKey() {
    assertThatIllegalArgumentException().isThrownBy(() -> Genesis.parse(WHOLE.replace(MEMBER, "02ab")))
        .withMessage("a member's key is a compressed secp256k1 key in hex (see atoll keys), not \"02ab\"");
  }

  @Test
  void whatIsNoJsonObject() {
    for (var text : new String[] {"", "[]", "5"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> Genesis.parse(text))
          .withMessage("a genesis file is a JSON object");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Genesis.parse("{\n\"chainId\": 5,\n}"))
        .withMessageStartingWith("not JSON: ").withMessageEndingWith("at line 3");
    assertThatIllegalArgumentException().isThrownBy(() -> Genesis.parse(WHOLE + "{}")).withMessageStartingWith("not JSON");
    assertThatIllegalArgumentException().isThrownBy(() -> Genesis.parse("{\"chainId\": 5, \"chainId\": 6}"))
        .withMessageContaining("chainId");
  }

  @Test
  void aFileIsNamedInItsMistakes(@TempDir Path folder) throws IOException {
    var file = folder.resolve("genesis.json");
    Files.writeString(file, "{}");

    assertThatIllegalArgumentException().isThrownBy(() -> Genesis.read(file)).withMessageStartingWith(file + ": ");
  }

  @Test
  void theBlockHoldsWhatTheFileLists() {
    var genesis = Genesis.parse(WHOLE);
    var state = StateDatabase.open(new MemoryStore(), Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT),
        new StateOptions(10, 1 << 20));

    var first = GenesisBlock.build(genesis, state);

    var contract = EvmAddress.fromHex("0x00000000000000000000000000000000000000bb");
    var account = first.state().get(EvmState.account(contract)).map(EvmAccount::decode).orElseThrow();
    assertThat(account.nonce()).isEqualTo(7);
    assertThat(account.codeHash()).contains(Keccak.hash(Bytes.fromHex("6001")));
    assertThat(first.state().get(EvmState.code(Keccak.hash(Bytes.fromHex("6001"))))).contains(Bytes.fromHex("6001"));
    assertThat(first.state().get(EvmState.slot(contract, word(1).bytes()))).contains(Bytes.fromHex("2a"));
    assertThat(first.state().get(EvmState.slot(contract, word(2).bytes()))).isEmpty();
    assertThat(ChainSettings.read(first.state())).isEqualTo(first.settings());
    assertThat(first.settings().freeGas()).isTrue();
    assertThat(first.block().height()).isZero();
    assertThat(first.block().ethereum().stateRoot()).isEqualTo(first.state().familyRoot(EvmState.PREFIX));
    assertThat(first.nextRules().baseFee()).isZero();
  }

  @Test
  void theSameFileMakesTheSameBlock() {
    var first = build(Genesis.parse(WHOLE));

    assertThat(build(Genesis.parse(WHOLE))).isEqualTo(first);
    assertThat(build(Genesis.parse(WHOLE.replace("31337", "31338")))).isNotEqualTo(first);
    assertThat(build(Genesis.parse(WHOLE.replace("0x2a", "0x2b")))).isNotEqualTo(first);
    assertThat(build(Genesis.parse(WHOLE.replace("\"true\"", "\"false\"")))).isNotEqualTo(first);
  }

  private static Object build(Genesis genesis) {
    return GenesisBlock.build(genesis, StateDatabase.open(new MemoryStore(),
        Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT), new StateOptions(10, 1 << 20))).block().id();
  }
}
