package org.atoll.validator.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * The trees of all families and the tree over their roots. Immutable.
 *
 * @param families by prefix; those without state are left out
 * @param top radix tree: prefix → scheme code ‖ family root
 */
record StateTree(NavigableMap<Bytes, Family> families, @Nullable Node top) {
  /** One family's tree. */
  record Family(TreeScheme scheme, Node root) {
    Hash32 rootHash() {
      return TrieKind.of(scheme).root(root);
    }

    /** What the tree of families holds for it. */
    Bytes committed() {
      return Bytes.copyOf((byte) scheme.code()).concat(rootHash().bytes());
    }
  }

  /** What trees need for an update. */
  record Tools(Map<Bytes, TreeScheme> schemes, NodeStore nodes, Parallel parallel) {
    TreeScheme scheme(Bytes prefix) {
      return schemes.getOrDefault(prefix, TreeScheme.SHA256_RADIX);
    }

    @Nullable Node update(TrieKind kind, TrieKey key, @Nullable Node root, TrieWrite[] writes, TreeDelta delta) {
      return new TrieUpdate(kind, key, nodes, parallel, delta).update(root, writes);
    }
  }

  static final StateTree EMPTY = new StateTree(new TreeMap<>(), null);
  static final TrieKey TOP_KEY = TrieKey.family(Bytes.wrap(new byte[3])); // never stored

  /** The trees of these families, as they were stored. */
  static StateTree of(NavigableMap<Bytes, Family> families, Tools tools) {
    var writes = new TrieWrite[families.size()];
    int i = 0;
    for (var family : families.entrySet()) {
      writes[i++] = TrieWrite.of(family.getKey().unsafeArray(), family.getKey(), family.getValue().committed());
    }
    return new StateTree(families, tools.update(RadixKind.INSTANCE, TOP_KEY, null, writes, new TreeDelta()));
  }

  Hash32 root() {
    return RadixKind.INSTANCE.root(top);
  }

  /** Root of the family's tree, also when it has no state. */
  Hash32 familyRoot(Bytes prefix, Tools tools) {
    var family = families.get(prefix);
    return family == null ? TrieKind.of(tools.scheme(prefix)).root(null) : family.rootHash();
  }

  /** The trees after these changes; branches put and removed, and hashes made, are added to {@code delta}. */
  StateTree update(Map<Address, Change> changes, Tools tools, TreeDelta delta) {
    var byPrefix = new TreeMap<Integer, FamilyJob>();
    changes.forEach((address, change) -> byPrefix.computeIfAbsent(prefixOf(address), number -> {
      var prefix = address.prefix();
      return new FamilyJob(prefix, families.get(prefix), tools);
    }).changes.put(address, change));
    var jobs = List.copyOf(byPrefix.values());
    tools.parallel.run(jobs);
    var updated = new TreeMap<>(families);
    var writes = new ArrayList<TrieWrite>();
    for (var job : jobs) {
      delta.then(job.delta);
      var before = families.get(job.prefix);
      if (job.root == (before == null ? null : before.root())) {
        continue;
      }
      if (job.root == null) {
        updated.remove(job.prefix);
        writes.add(TrieWrite.of(job.prefix.unsafeArray(), job.prefix, null));
      } else {
        var after = new Family(job.scheme, job.root);
        updated.put(job.prefix, after);
        writes.add(TrieWrite.of(job.prefix.unsafeArray(), job.prefix, after.committed()));
      }
    }
    var topDelta = new TreeDelta();
    var newTop = tools.update(RadixKind.INSTANCE, TOP_KEY, top, writes.toArray(TrieWrite.NONE), topDelta);
    delta.hashed(topDelta.hashes());
    return new StateTree(updated, newTop);
  }

  private static int prefixOf(Address address) {
    var bytes = address.bytes().unsafeArray();
    return (bytes[0] & 0xff) << 16 | (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff);
  }

  /** The update of one family's tree. */
  private static final class FamilyJob implements Runnable {
    private final Bytes prefix;
    private final TreeScheme scheme;
    private final Tools tools;
    private final TreeDelta delta = new TreeDelta();
    private final Map<Address, Change> changes = new LinkedHashMap<>();
    private @Nullable Node root;

    FamilyJob(Bytes prefix, @Nullable Family before, Tools tools) {
      this.prefix = prefix;
      this.scheme = tools.scheme(prefix);
      this.tools = tools;
      this.root = before == null ? null : before.root();
    }

    @Override
    public void run() {
      var writes = switch (scheme) {
        case SHA256_RADIX -> radixWrites(changes);
        case ETHEREUM_MPT -> EvmTreeWrites.of(changes);
      };
      root = tools.update(TrieKind.of(scheme), TrieKey.family(prefix), root, writes, delta);
    }
  }

  private static TrieWrite[] radixWrites(Map<Address, Change> changes) {
    var writes = new TrieWrite[changes.size()];
    int i = 0;
    for (var change : changes.entrySet()) {
      var bytes = change.getKey().bytes();
      var key = bytes.slice(Address.PREFIX_SIZE, bytes.size());
      writes[i++] = TrieWrite.of(key.unsafeArray(), key, change.getValue().after());
    }
    TrieWrite.sort(writes);
    return writes;
  }
}
