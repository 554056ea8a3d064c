package org.atoll.validator.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.ethereum.MerklePatricia;
import org.atoll.sdk.ethereum.RlpWriter;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/** State as a plain map whose roots are computed from scratch, by the definitions alone. */
final class NaiveState {
  final NavigableMap<Address, Bytes> map;

  NaiveState() {
    this(new TreeMap<>());
  }

  private NaiveState(NavigableMap<Address, Bytes> map) {
    this.map = map;
  }

  NaiveState copy() {
    return new NaiveState(new TreeMap<>(map));
  }

  void apply(StateWrite write) {
    switch (write) {
      case StateWrite.Set(var address, var value) -> map.put(address, value);
      case StateWrite.Delete(var address) -> map.remove(address);
      case StateWrite.Clear(var prefix) -> map.keySet().removeIf(address -> address.bytes().startsWith(prefix.bytes()));
    }
  }

  Hash32 stateRoot(Map<Bytes, TreeScheme> schemes) {
    var roots = new TreeMap<Bytes, Bytes>();
    for (var address : map.keySet()) {
      var prefix = address.prefix();
      var scheme = schemes.getOrDefault(prefix, TreeScheme.SHA256_RADIX);
      var root = familyRoot(prefix, scheme);
      boolean empty = scheme == TreeScheme.ETHEREUM_MPT ? root.equals(MerklePatricia.EMPTY_ROOT) : root.equals(Hash32.ZERO);
      if (!empty) {
        roots.put(prefix, Bytes.copyOf((byte) scheme.code()).concat(root.bytes()));
      }
    }
    return radix(new ArrayList<>(roots.entrySet()), 0);
  }

  Hash32 familyRoot(Bytes prefix, TreeScheme scheme) {
    var family = new TreeMap<Bytes, Bytes>();
    map.forEach((address, value) -> {
      if (address.prefix().equals(prefix)) {
        family.put(address.bytes().slice(3, address.bytes().size()), value);
      }
    });
    return scheme == TreeScheme.ETHEREUM_MPT ? ethereum(family) : radix(new ArrayList<>(family.entrySet()), 0);
  }

  private static Hash32 ethereum(Map<Bytes, Bytes> family) {
    var records = new TreeMap<Bytes, EvmAccount>();
    var storage = new TreeMap<Bytes, Map<Bytes, Bytes>>();
    family.forEach((key, value) -> {
      if (key.get(0) == EvmState.KIND_ACCOUNT) {
        records.put(key.slice(1, 21), EvmAccount.decode(value));
      } else if (key.get(0) == EvmState.KIND_SLOT) {
        storage.computeIfAbsent(key.slice(1, 21), account -> new TreeMap<>())
            .put(Keccak.hash(key.slice(21, 53)).bytes(), RlpWriter.encode(value));
        records.putIfAbsent(key.slice(1, 21), EvmAccount.EMPTY);
      }
    });
    family.forEach((key, value) -> {
      if (key.get(0) == EvmState.KIND_ACCOUNT) {
        records.put(key.slice(1, 21), EvmAccount.decode(value));
      }
    });
    var leaves = new TreeMap<Bytes, Bytes>();
    records.forEach((account, record) -> leaves.put(Keccak.hash(account).bytes(), new RlpWriter().beginList()
        .add(record.nonce()).add(record.balance())
        .add(MerklePatricia.root(storage.getOrDefault(account, Map.of())).bytes())
        .add(record.codeHash().orElse(Keccak.OF_EMPTY).bytes()).endList().toBytes()));
    return MerklePatricia.root(leaves);
  }

  private static Hash32 radix(List<Map.Entry<Bytes, Bytes>> entries, int depth) {
    if (entries.isEmpty()) {
      return Hash32.ZERO;
    }
    if (entries.size() == 1) {
      var entry = entries.getFirst();
      return Sha256.hash(new byte[] {0, (byte) entry.getKey().size()}, entry.getKey().toArray(),
          Sha256.hash(entry.getValue()).bytes().toArray());
    }
    var first = hex(entries.getFirst().getKey());
    var last = hex(entries.getLast().getKey());
    int fork = depth;
    while (fork < first.length() && fork < last.length() && first.charAt(fork) == last.charAt(fork)) {
      fork++;
    }
    var prefix = first.substring(depth, fork);
    var out = Bytes.copyOf((byte) 1, (byte) prefix.length()).concat(Bytes.fromHex(prefix.length() % 2 == 0 ? prefix : prefix + "0"));
    Optional<Map.Entry<Bytes, Bytes>> terminal = Optional.empty();
    var groups = new TreeMap<Integer, List<Map.Entry<Bytes, Bytes>>>();
    for (var entry : entries) {
      var path = hex(entry.getKey());
      if (path.length() == fork) {
        terminal = Optional.of(entry);
      } else {
        groups.computeIfAbsent(Character.digit(path.charAt(fork), 16), nibble -> new ArrayList<>()).add(entry);
      }
    }
    out = terminal.isEmpty() ? out.concat(Bytes.copyOf((byte) 0))
        : out.concat(Bytes.copyOf((byte) 1)).concat(radix(List.of(terminal.get()), fork).bytes());
    int bitmap = groups.keySet().stream().mapToInt(nibble -> 1 << nibble).sum();
    out = out.concat(Bytes.copyOf((byte) (bitmap >> 8), (byte) bitmap));
    for (var group : groups.values()) {
      out = out.concat(radix(group, fork + 1).bytes());
    }
    return Sha256.hash(out);
  }

  private static String hex(Bytes key) {
    return key.toHex();
  }
}
