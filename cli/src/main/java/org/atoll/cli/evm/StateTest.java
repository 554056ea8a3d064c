package org.atoll.cli.evm;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.state.StateLayer;
import org.jspecify.annotations.Nullable;

/** One of Ethereum's GeneralStateTests: a state, a block, a transaction in variants. Thread-safe. */
final class StateTest {
  private final JsonNode json;
  private @Nullable StateLayer pre;

  StateTest(JsonNode json) {
    this.json = json;
  }

  JsonNode post() throws BadStateTest {
    return Fields.required(json, "post");
  }

  JsonNode transaction() throws BadStateTest {
    return Fields.required(json, "transaction");
  }

  JsonNode env() throws BadStateTest {
    return Fields.required(json, "env");
  }

  /** Chain id and blob schedule of newer files; of others an empty object. */
  JsonNode config() {
    return json.path("config");
  }

  /** The state before the transaction; made once, over the database's own. */
  synchronized StateLayer pre(StateDatabase database) throws BadStateTest {
    var known = pre;
    if (known == null) {
      var draft = database.base().draft();
      draft.apply(writes());
      known = draft.seal(0);
      pre = known;
    }
    return known;
  }

  private List<StateWrite> writes() throws BadStateTest {
    var writes = new ArrayList<StateWrite>();
    for (var entry : Fields.required(json, "pre").properties()) {
      var address = Fields.address(entry.getKey());
      var account = entry.getValue();
      var code = Fields.bytes(account.path("code").asText(""));
      var codeHash = code.isEmpty() ? Optional.<Hash32>empty() : Optional.of(Keccak.hash(code));
      codeHash.ifPresent(hash -> writes.add(new StateWrite.Set(EvmState.code(hash), code)));
      var nonce = Fields.number(account, "nonce", BigInteger.ZERO);
      if (nonce.bitLength() > 64) {
        throw new BadStateTest("the nonce of " + address + " has more than 64 bits");
      }
      var balance = Fields.number(account, "balance", BigInteger.ZERO);
      if (balance.bitLength() > 256) {
        throw new BadStateTest("the balance of " + address + " has more than 256 bits");
      }
      writes.add(new StateWrite.Set(EvmState.account(address),
          new EvmAccount(nonce.longValue(), balance, codeHash).encode()));
      for (var slot : account.path("storage").properties()) {
        Bytes value = Fields.minimal(new BigInteger(1, Fields.word(Fields.number(slot.getValue())).toArray()));
        if (!value.isEmpty()) { // zero means absent
          writes.add(new StateWrite.Set(EvmState.slot(address, Fields.word(Fields.number(slot.getKey()))), value));
        }
      }
    }
    return writes;
  }
}
