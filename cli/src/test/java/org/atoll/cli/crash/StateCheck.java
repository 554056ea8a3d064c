package org.atoll.cli.crash;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.MerklePatricia;
import org.atoll.sdk.ethereum.RlpWriter;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.state.StateOptions;
import org.atoll.validator.state.TreeScheme;
import org.atoll.validator.store.LevelDbStore;
import org.atoll.validator.store.StepLog;
import org.atoll.validator.store.StoreException;
import org.atoll.validator.store.StoreOptions;

/** Looks into the data folder of a node that is not running. */
final class StateCheck {
  private static final Hash32 NO_CODE = Keccak.hash(new byte[0]);

  private StateCheck() {}

  /** The Ethereum state root computed anew from every value equals the one in the head's header; returns its height. */
  static long recompute(Path folder) throws StoreException {
    try (var store = LevelDbStore.open(folder.resolve("data"), StoreOptions.DEFAULT
        .withNativeFolder(folder.resolve("run").resolve("native")))) {
      StepLog.open(store);
      var state = StateDatabase.open(store, Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT),
          new StateOptions(100, 1 << 20));
      var blocks = new BlockStore(store);
      long head = blocks.headHeight().orElseThrow();
      if (state.base().height() != head) {
        throw new AssertionError("state is of block " + state.base().height() + ", the head is " + head);
      }
      var values = state.base().entries(EvmState.PREFIX, EvmState.PREFIX, Integer.MAX_VALUE);
      var expected = blocks.header(head).orElseThrow().ethereum().stateRoot();
      var actual = root(values);
      if (!actual.equals(expected)) {
        throw new AssertionError("the values of block " + head + " make root " + actual + ", its header names " + expected);
      }
      return head;
    }
  }

  private static Hash32 root(Map<Address, Bytes> values) {
    var storage = new HashMap<Bytes, Map<Bytes, Bytes>>();
    values.forEach((address, value) -> {
      var bytes = address.bytes();
      if (bytes.get(3) == EvmState.KIND_SLOT) {
        storage.computeIfAbsent(bytes.slice(4, 24), owner -> new TreeMap<>())
            .put(Keccak.hash(bytes.slice(24, 56)).bytes(), RlpWriter.encode(value));
      }
    });
    var accounts = new TreeMap<Bytes, Bytes>();
    values.forEach((address, value) -> {
      var bytes = address.bytes();
      if (bytes.get(3) == EvmState.KIND_ACCOUNT) {
        var owner = bytes.slice(4, 24);
        var account = EvmAccount.decode(value);
        accounts.put(Keccak.hash(owner).bytes(), encode(account,
            MerklePatricia.root(storage.getOrDefault(owner, Map.of()))));
      }
    });
    return MerklePatricia.root(accounts);
  }

  private static Bytes encode(EvmAccount account, Hash32 storageRoot) {
    return new RlpWriter().beginList().add(account.nonce()).add(account.balance()).add(storageRoot.bytes())
        .add(account.codeHash().orElse(NO_CODE).bytes()).endList().toBytes();
  }
}
