package org.atoll.seth.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.AccessListEntry;
import org.atoll.sdk.ethereum.Authorization;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.testing.Conformance;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/** One GeneralStateTest as read from its JSON. */
final class StateTest {
  /** One expectation of a test. */
  record Case(StateTest test, String name, Fork fork, int data, int gas, int value, Hash32 root, Hash32 logs,
      Optional<Bytes> raw, boolean rejected) {}

  private final JsonNode json;

  StateTest(JsonNode json) {
    this.json = json;
  }

  List<Case> cases(String name) {
    var cases = new ArrayList<Case>();
    for (var fork : json.get("post").properties()) {
      var known = Conformance.fork(fork.getKey());
      if (known.isEmpty()) {
        throw new IllegalArgumentException(name + ": unknown fork " + fork.getKey());
      }
      for (var post : fork.getValue()) {
        var at = post.get("indexes");
        cases.add(new Case(this, name + " " + at, known.get(), at.get("data").asInt(), at.get("gas").asInt(),
            at.get("value").asInt(), Hash32.fromHex(post.get("hash").asText()), Hash32.fromHex(post.get("logs").asText()),
            Optional.ofNullable(post.get("txbytes")).map(raw -> Bytes.fromHex(raw.asText())),
            post.has("expectException")));
      }
    }
    return cases;
  }

  Map<Address, Bytes> pre() {
    var state = new HashMap<Address, Bytes>();
    for (var entry : json.get("pre").properties()) {
      var address = EvmAddress.fromHex(entry.getKey());
      var account = entry.getValue();
      var code = Bytes.fromHex(account.get("code").asText());
      var codeHash = code.isEmpty() ? Optional.<Hash32>empty() : Optional.of(Keccak.hash(code));
      codeHash.ifPresent(hash -> state.put(EvmState.code(hash), code));
      state.put(EvmState.account(address),
          new EvmAccount(number(account.get("nonce")).longValue(), number(account.get("balance")), codeHash).encode());
      for (var slot : account.get("storage").properties()) {
        var value = minimal(number(slot.getValue()));
        if (!value.isEmpty()) {
          state.put(EvmState.slot(address, word(number(slot.getKey()))), value);
        }
      }
    }
    return state;
  }

  Optional<String> env(String name) {
    return Optional.ofNullable(json.get("env").get(name)).map(JsonNode::asText);
  }

  Optional<BigInteger> envNumber(String name) {
    return env(name).map(StateTest::number);
  }

  /** Empty when a field does not fit: such a transaction cannot even be written. */
  Optional<EthereumTransaction> transaction(Case which) {
    var tx = json.get("transaction");
    var nonce = number(tx.get("nonce"));
    var gas = number(tx.get("gasLimit").get(which.gas()));
    var value = number(tx.get("value").get(which.value()));
    if (nonce.bitLength() > 64 || gas.bitLength() > 63 || value.bitLength() > 256) {
      return Optional.empty();
    }
    boolean dynamic = tx.has("maxFeePerGas");
    var accessList = tx.path("accessLists").path(which.data());
    boolean blob = tx.has("maxFeePerBlobGas") || tx.has("blobVersionedHashes");
    int type = tx.has("authorizationList") ? 4 : blob ? 3 : dynamic ? 2 : accessList.isArray() ? 1 : 0;
    var cap = number(tx.get(dynamic ? "maxFeePerGas" : "gasPrice"));
    var tip = dynamic ? number(tx.get("maxPriorityFeePerGas")) : cap;
    var to = tx.path("to").asText("");
    return Optional.of(new EthereumTransaction(type, type == 0 ? Optional.empty() : Optional.of(BigInteger.ONE),
        nonce.longValue(), tip, cap, gas.longValue(), to.isEmpty() ? Optional.empty() : Optional.of(EvmAddress.fromHex(to)),
        value, Bytes.fromHex(tx.get("data").get(which.data()).asText()), accessList(accessList),
        authorizations(tx.path("authorizationList")),
        tx.has("maxFeePerBlobGas") ? number(tx.get("maxFeePerBlobGas")) : BigInteger.ZERO,
        hashes(tx.path("blobVersionedHashes")), BigInteger.ZERO, 0, BigInteger.ONE, BigInteger.ONE));
  }

  EvmAddress sender() {
    return EvmAddress.fromHex(json.get("transaction").get("sender").asText());
  }

  private static List<Hash32> hashes(JsonNode list) {
    var hashes = new ArrayList<Hash32>();
    list.forEach(hash -> hashes.add(new Hash32(word(number(hash)))));
    return hashes;
  }

  private static List<AccessListEntry> accessList(JsonNode list) {
    var entries = new ArrayList<AccessListEntry>();
    list.forEach(entry -> entries.add(
        new AccessListEntry(EvmAddress.fromHex(entry.get("address").asText()), hashes(entry.get("storageKeys")))));
    return entries;
  }

  private static List<Authorization> authorizations(JsonNode list) {
    var all = new ArrayList<Authorization>();
    list.forEach(one -> all.add(new Authorization(number(one.get("chainId")), EvmAddress.fromHex(one.get("address").asText()),
        number(one.get("nonce")).longValue(), number(one.has("yParity") ? one.get("yParity") : one.get("v")).intValue(),
        number(one.get("r")), number(one.get("s")))));
    return all;
  }

  static BigInteger number(JsonNode node) {
    return number(node.asText());
  }

  static BigInteger number(String text) {
    var digits = text.startsWith("0x:bigint ") ? text.substring(10) : text;
    if (digits.startsWith("0x")) {
      return digits.length() == 2 ? BigInteger.ZERO : new BigInteger(digits.substring(2), 16);
    }
    return new BigInteger(digits);
  }

  static Bytes word(BigInteger number) {
    var minimal = minimal(number);
    return Bytes.wrap(new byte[32 - minimal.size()]).concat(minimal);
  }

  static Bytes minimal(BigInteger number) {
    var bytes = number.toByteArray();
    int skip = bytes[0] == 0 ? 1 : 0;
    return Bytes.copyOfRange(bytes, skip, bytes.length);
  }
}
