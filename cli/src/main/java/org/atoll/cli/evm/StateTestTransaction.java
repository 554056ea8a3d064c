package org.atoll.cli.evm;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.ethereum.AccessListEntry;
import org.atoll.sdk.ethereum.Authorization;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/** Puts the transaction of a case together from the test's fields. */
final class StateTestTransaction {
  private StateTestTransaction() {}

  /** Empty when a field is too large for what it is: such a transaction cannot even be written, so it is refused. */
  static Optional<EthereumTransaction> of(StateTestCase which) throws BadStateTest {
    var tx = which.test().transaction();
    var nonce = Fields.number(tx, "nonce", BigInteger.ZERO);
    var gas = Fields.number(variant(tx, "gasLimit", which.indexes().gas()));
    var value = Fields.number(variant(tx, "value", which.indexes().value()));
    boolean dynamic = Fields.member(tx, "maxFeePerGas").isPresent();
    var cap = Fields.number(tx, dynamic ? "maxFeePerGas" : "gasPrice", BigInteger.ZERO);
    var tip = dynamic ? Fields.number(tx, "maxPriorityFeePerGas", cap) : cap;
    var blobCap = Fields.number(tx, "maxFeePerBlobGas", BigInteger.ZERO);
    var chainId = Fields.number(tx, "chainId", BigInteger.ONE);
    var authorizations = authorizations(tx.path("authorizationList"));
    if (nonce.bitLength() > 64 || gas.bitLength() > 63 || value.bitLength() > 256 || cap.bitLength() > 256
        || tip.bitLength() > 256 || blobCap.bitLength() > 256 || chainId.bitLength() > 256
        || authorizations.isEmpty()) {
      return Optional.empty();
    }
    var accessList = tx.path("accessLists").path(which.indexes().data());
    int type = type(tx, accessList, dynamic);
    return Optional.of(new EthereumTransaction(type, type == 0 ? Optional.empty() : Optional.of(chainId),
        nonce.longValue(), tip, cap, gas.longValue(), to(tx), value,
        Fields.bytes(variant(tx, "data", which.indexes().data()).asText()), accessList(accessList),
        authorizations.get(), blobCap, hashes(tx.path("blobVersionedHashes")), BigInteger.ZERO, 0, BigInteger.ONE, BigInteger.ONE));
  }

  private static int type(JsonNode tx, JsonNode accessList, boolean dynamic) {
    if (tx.path("authorizationList").isArray()) {
      return EthereumTransaction.SET_CODE;
    }
    if (Fields.member(tx, "maxFeePerBlobGas").isPresent() || tx.path("blobVersionedHashes").isArray()) {
      return EthereumTransaction.BLOB;
    }
    if (dynamic) {
      return EthereumTransaction.DYNAMIC_FEE;
    }
    return accessList.isArray() ? EthereumTransaction.ACCESS_LIST : EthereumTransaction.LEGACY;
  }

  private static JsonNode variant(JsonNode tx, String name, int index) throws BadStateTest {
    var list = Fields.required(tx, name);
    var found = list.isArray() ? list.path(index) : list;
    if (found.isMissingNode()) {
      throw new BadStateTest("transaction." + name + " has no entry " + index);
    }
    return found;
  }

  private static Optional<EvmAddress> to(JsonNode tx) throws BadStateTest {
    var to = Fields.member(tx, "to").map(JsonNode::asText).orElse("");
    return to.isEmpty() || to.equals("0x") ? Optional.empty() : Optional.of(Fields.address(to));
  }

  /** Who sent it by the test's fields; empty when they do not say. */
  static Optional<EvmAddress> sender(StateTestCase which) throws BadStateTest {
    var tx = which.test().transaction();
    var sender = Fields.member(tx, "sender");
    if (sender.isPresent()) {
      return Optional.of(Fields.address(sender.get().asText()));
    }
    var secret = Fields.member(tx, "secretKey");
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    var key = Fields.word(Fields.number(secret.get()));
    try {
      return Optional.of(Secp256k1.addressOf(PrivateKey.of(SignatureAlgorithm.SECP256K1, key).publicKey()));
    } catch (IllegalArgumentException notAKey) {
      throw new BadStateTest("secretKey is no key of secp256k1");
    }
  }

  private static List<Hash32> hashes(JsonNode list) throws BadStateTest {
    var hashes = new ArrayList<Hash32>();
    for (var hash : list) {
      hashes.add(new Hash32(Fields.word(Fields.number(hash))));
    }
    return hashes;
  }

  private static List<AccessListEntry> accessList(JsonNode list) throws BadStateTest {
    var entries = new ArrayList<AccessListEntry>();
    for (var entry : list) {
      entries.add(new AccessListEntry(Fields.address(entry.path("address").asText()),
          hashes(entry.path("storageKeys"))));
    }
    return entries;
  }

  /** Empty when one cannot be written. */
  private static Optional<List<Authorization>> authorizations(JsonNode list) throws BadStateTest {
    var all = new ArrayList<Authorization>();
    for (var one : list) {
      var chainId = Fields.number(one, "chainId");
      var nonce = Fields.number(one, "nonce");
      var parity = Fields.number(Fields.member(one, "yParity").isPresent() ? one.get("yParity") : one.path("v"));
      var r = Fields.number(one, "r");
      var s = Fields.number(one, "s");
      if (chainId.bitLength() > 256 || nonce.bitLength() > 64 || parity.bitLength() > 8 || r.bitLength() > 256
          || s.bitLength() > 256) {
        return Optional.empty();
      }
      Bytes address = Fields.bytes(one.path("address").asText());
      if (address.size() != EvmAddress.SIZE) {
        return Optional.empty();
      }
      all.add(new Authorization(chainId, new EvmAddress(address), nonce.longValue(), parity.intValue(), r, s));
    }
    return Optional.of(all);
  }
}
