package org.atoll.validator.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/** Turns changes of state under the EVM's prefix into writes to the account trie and the storage tries in it. */
final class EvmTreeWrites {
  private EvmTreeWrites() {}

  private static final class Account {
    private boolean setsValue;
    private @Nullable Bytes value;
    private final List<TrieWrite> slots = new ArrayList<>();
  }

  /** Sorted by path. Code is not in the trie, its hash is. */
  static TrieWrite[] of(Map<Address, Change> changes) {
    var accounts = new LinkedHashMap<Bytes, Account>();
    changes.forEach((address, change) -> {
      var bytes = address.bytes();
      switch (bytes.get(Address.PREFIX_SIZE)) {
        case EvmState.KIND_ACCOUNT -> {
          var account = accounts.computeIfAbsent(bytes.slice(4, bytes.size()), key -> new Account());
          account.setsValue = true;
          account.value = change.after();
        }
        case EvmState.KIND_SLOT -> {
          var slot = bytes.slice(EvmState.ACCOUNT_SIZE, bytes.size());
          accounts.computeIfAbsent(bytes.slice(4, EvmState.ACCOUNT_SIZE), key -> new Account())
              .slots.add(TrieWrite.of(MptKind.Slots.INSTANCE.path(slot), slot, change.after()));
        }
        default -> {} // code
      }
    });
    var writes = new TrieWrite[accounts.size()];
    int i = 0;
    for (var entry : accounts.entrySet()) {
      var account = entry.getValue();
      var slots = account.slots.toArray(TrieWrite.NONE);
      TrieWrite.sort(slots);
      writes[i++] = new TrieWrite(
          MptKind.Accounts.INSTANCE.path(entry.getKey()), entry.getKey(), account.setsValue, account.value, slots);
    }
    TrieWrite.sort(writes);
    return writes;
  }
}
