package org.atoll.seth.query;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.processor.StateView;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.proto.EvmOverride;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.word.Word;

/** State as a query sees it: what was fetched so far or is here anyway, under what the query overrides. Used by one thread. */
final class QueryState implements LocalState {
  private final StateView base;
  private final Map<Address, Bytes> fetched = new HashMap<>();
  private final Map<Address, Bytes> overrides = new HashMap<>();
  private final Set<Bytes> replacedStorage = new HashSet<>();

  QueryState(StateView base) {
    this.base = base;
  }

  @Override
  public Bytes get(Address address) {
    var value = overrides.get(address);
    if (value != null) {
      return value;
    }
    if (!replacedStorage.isEmpty() && address.bytes().size() == EvmState.SLOT_SIZE
        && replacedStorage.contains(address.bytes().slice(0, EvmState.ACCOUNT_SIZE))) {
      return ABSENT;
    }
    value = fetched.get(address);
    return value == null ? base.peek(address) : value;
  }

  /** Makes these local, in one round trip. */
  void fetch(List<Address> addresses) {
    var values = base.get(addresses);
    for (var address : addresses) {
      fetched.put(address, values.getOrDefault(address, ABSENT));
    }
  }

  /** Fetched if need be. */
  Optional<Bytes> value(Address key) {
    if (get(key) == UNKNOWN) {
      fetch(List.of(key));
    }
    var value = get(key);
    return value == ABSENT ? Optional.empty() : Optional.of(value);
  }

  EvmAccount account(EvmAddress address) {
    return value(EvmState.account(address)).map(EvmAccount::decode).orElse(EvmAccount.EMPTY);
  }

  /** From now on state is as a run has left it. */
  void apply(List<StateWrite> writes) {
    for (var write : writes) {
      switch (write) {
        case StateWrite.Set(var address, var value) -> overrides.put(address, value);
        case StateWrite.Delete(var address) -> overrides.put(address, ABSENT);
        case StateWrite.Clear(var prefix) -> {
          overrides.keySet().removeIf(address -> address.bytes().startsWith(prefix.bytes()));
          replacedStorage.add(prefix.bytes());
        }
      }
    }
  }

  /** From now on the account looks as asked. Quantities have been checked. */
  void override(EvmAddress address, EvmOverride with) {
    var account = account(address);
    long nonce = with.hasNonce() ? with.getNonce() : account.nonce();
    var balance = with.hasBalance() ? new BigInteger(1, with.getBalance().toByteArray()) : account.balance();
    var codeHash = account.codeHash();
    if (with.hasCode()) {
      var code = Bytes.of(with.getCode());
      codeHash = code.isEmpty() ? Optional.empty() : Optional.of(Keccak.hash(code));
      codeHash.ifPresent(hash -> overrides.put(EvmState.code(hash), code));
    }
    var changed = new EvmAccount(nonce, balance, codeHash);
    overrides.put(EvmState.account(address), changed.isEmpty() ? ABSENT : changed.encode());
    if (with.getReplaceState()) {
      replacedStorage.add(EvmState.storageOf(address).bytes());
    }
    var words = new long[4];
    for (var slot : with.getSlotsList()) {
      var value = Bytes.of(slot.getValue());
      Word.loadShort(words, 0, value.unsafeArray(), 0, value.size());
      var minimal = Bytes.wrap(Word.minimalBytes(words[0], words[1], words[2], words[3]));
      overrides.put(EvmState.slot(address, padded(Bytes.of(slot.getSlot()))), minimal.isEmpty() ? ABSENT : minimal);
    }
  }

  private static Bytes padded(Bytes slot) {
    return Bytes.wrap(new byte[32 - slot.size()]).concat(slot);
  }
}
