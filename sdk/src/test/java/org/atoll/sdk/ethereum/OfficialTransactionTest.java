package org.atoll.sdk.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.testing.Conformance;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.junit.jupiter.api.Test;

/** Ethereum's official transaction tests: in every fork either sender, hash and intrinsic gas, or refusal. */
class OfficialTransactionTest {
  private static final long NONCE_LIMIT = -1; // 2^64 - 1, EIP-2681
  private static final int INIT_CODE_LIMIT = 49_152;

  /** What the rules make of a raw transaction. */
  private record Accepted(String sender, String hash, long intrinsicGas) {}

  @Test
  void passesAllOfThem() {
    var archive = Conformance.file("transaction-tests/TransactionTests.zip");
    assumeTrue(archive.isPresent(), Conformance.MISSING);
    var failures = new ArrayList<String>();
    var cases = new int[1];
    Conformance.forEachEntry(archive.get(), "tt", (file, content) ->
        Json.parse(content).properties().forEach(test ->
            test.getValue().get("result").properties().forEach(expected -> {
              cases[0]++;
              check(test.getValue(), expected.getKey(), expected.getValue())
                  .ifPresent(why -> failures.add(file + " " + test.getKey() + " " + expected.getKey() + ": " + why));
            })));
    assertThat(failures).isEmpty();
    assertThat(cases[0]).isGreaterThan(1_000);
  }

  private static Optional<String> check(JsonNode test, String forkName, JsonNode expected) {
    var fork = Conformance.fork(forkName);
    if (fork.isEmpty()) {
      return Optional.of("unknown fork");
    }
    var actual = judge(test.get("txbytes").asText(), fork.get());
    var wanted = expected.has("exception")
        ? Optional.<Accepted>empty()
        : Optional.of(new Accepted(expected.get("sender").asText(), expected.get("hash").asText(),
            Json.quantity(expected.get("intrinsicGas"))));
    return actual.equals(wanted) ? Optional.empty() : Optional.of("wanted " + expected + ", got " + actual);
  }

  private static Optional<Accepted> judge(String hex, Fork fork) {
    var raw = Bytes.fromHex(hex);
    if (!(EthereumTransactionCodec.decode(raw) instanceof EthereumTransactionCodec.Decoded.Ok(var tx))) {
      return Optional.empty();
    }
    long gas = IntrinsicGas.of(tx, fork);
    boolean valid = tx.nonce() != NONCE_LIMIT
        && Long.compareUnsigned(tx.gasLimit(), gas) >= 0
        && Long.compareUnsigned(tx.gasLimit(), IntrinsicGas.floor(tx, fork)) >= 0
        && tx.chainId().orElse(BigInteger.ONE).equals(BigInteger.ONE)
        && tx.maxPriorityFeePerGas().compareTo(tx.maxFeePerGas()) <= 0
        && tx.maxFeePerGas().multiply(new BigInteger(Long.toUnsignedString(tx.gasLimit()))).bitLength() <= 256
        && !(tx.isCreation() && fork.atLeast(Fork.SHANGHAI) && tx.data().size() > INIT_CODE_LIMIT);
    return valid
        ? EthereumTransactionCodec.sender(tx, fork)
            .map(sender -> new Accepted(sender.toString(), tx.hash().bytes().to0x(), gas))
        : Optional.empty();
  }

  @Test
  void keysLeadToTheOfficialAddresses() {
    var archive = Conformance.file("basic/basic.zip");
    assumeTrue(archive.isPresent(), Conformance.MISSING);
    var seen = new ArrayList<String>();
    Conformance.forEachEntry(archive.get(), "BasicTests/keyaddrtest.json", (file, content) ->
        Json.parse(content).forEach(test -> {
          seen.add(test.get("seed").asText());
          checkKey(test);
        }));
    assertThat(seen).isNotEmpty();
  }

  private static void checkKey(JsonNode test) {
    var secret = Bytes.fromHex(test.get("key").asText());
    assertThat(Keccak.hash(test.get("seed").asText().getBytes(StandardCharsets.UTF_8)).bytes()).isEqualTo(secret);
    var key = PrivateKey.of(SignatureAlgorithm.SECP256K1, secret);
    assertThat(Secp256k1.addressOf(key.publicKey())).isEqualTo(EvmAddress.fromHex(test.get("addr").asText()));
  }

  @Test
  void officialTransactionsAreEncodedAlike() {
    var archive = Conformance.file("basic/basic.zip");
    assumeTrue(archive.isPresent(), Conformance.MISSING);
    var seen = new ArrayList<String>();
    Conformance.forEachEntry(archive.get(), "BasicTests/txtest.json", (file, content) ->
        Json.parse(content).forEach(test -> {
          seen.add(file);
          checkEncoding(test);
        }));
    assertThat(seen).isNotEmpty();
  }

  private static void checkEncoding(JsonNode test) {
    var to = Bytes.fromHex(test.get("to").asText());
    var unsigned = EthereumTransaction.legacy(Optional.empty(), test.get("nonce").asLong(),
        new BigInteger(test.get("gasprice").asText()), test.get("startgas").asLong(),
        to.isEmpty() ? Optional.empty() : Optional.of(new EvmAddress(to)), new BigInteger(test.get("value").asText()),
        Bytes.fromHex(test.get("data").asText()));
    assertThat(unsigned.encode()).isEqualTo(Bytes.fromHex(test.get("unsigned").asText())); // v, r, s empty
    var key = PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex(test.get("key").asText()));
    var raw = Bytes.fromHex(test.get("signed").asText());
    if (EthereumTransactionCodec.decode(raw) instanceof EthereumTransactionCodec.Decoded.Ok(var signed)) {
      assertThat(EthereumTransactionCodec.sender(signed, Fork.FRONTIER))
          .contains(Secp256k1.addressOf(key.publicKey()));
      assertThat(List.of(signed.nonce(), signed.gasLimit())).isEqualTo(List.of(unsigned.nonce(), unsigned.gasLimit()));
    } else {
      throw new AssertionError("not decoded: " + raw);
    }
  }
}
