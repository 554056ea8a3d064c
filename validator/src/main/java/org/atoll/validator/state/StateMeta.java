package org.atoll.validator.state;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.store.BrokenStoreException;
import org.atoll.validator.store.StoreReader;
import org.atoll.validator.store.WriteBatch;

/**
 * What is known of the stored state as a whole, under {@code "Zm"}: u8 1, i64 height, state root, i64 oldest height, i64 first
 * height whose history is not pruned. The families' roots are under {@code "Zr"} ‖ prefix: u8 scheme code, root.
 *
 * @param height of the last final block
 * @param oldest height that can still be read
 * @param unpruned no block below this one has history rows
 */
record StateMeta(long height, Hash32 stateRoot, long oldest, long unpruned) {
  private static final Bytes KEY = Bytes.copyOf((byte) 'Z', (byte) 'm');
  private static final Bytes ROOTS = Bytes.copyOf((byte) 'Z', (byte) 'r');
  private static final int VERSION = 1;

  static Optional<StateMeta> read(StoreReader store) {
    return store.get(KEY).map(StateMeta::decode);
  }

  private static StateMeta decode(Bytes row) {
    try {
      var in = ByteBuffer.wrap(row.unsafeArray());
      int version = in.get();
      if (version != VERSION) {
        throw new BrokenStoreException("state has format " + version + " instead of " + VERSION);
      }
      long height = in.getLong();
      var root = new byte[32];
      in.get(root);
      return new StateMeta(height, Hash32.wrap(root), in.getLong(), in.getLong());
    } catch (BufferUnderflowException cutOff) {
      throw new BrokenStoreException("the state's head record is cut off", cutOff);
    }
  }

  void write(WriteBatch batch) {
    batch.put(KEY, Bytes.wrap(ByteBuffer.allocate(57)
        .put((byte) VERSION).putLong(height).put(stateRoot.bytes().unsafeArray()).putLong(oldest).putLong(unpruned)
        .array()));
  }

  static NavigableMap<Bytes, StateTree.Family> readFamilies(StoreReader store) {
    var families = new TreeMap<Bytes, StateTree.Family>();
    store.scan(ROOTS, (key, row) -> {
      families.put(key.slice(ROOTS.size(), key.size()), decodeFamily(key, row));
      return true;
    });
    return families;
  }

  private static StateTree.Family decodeFamily(Bytes key, Bytes row) {
    try {
      for (var scheme : TreeScheme.values()) {
        if (row.get(0) == scheme.code()) {
          return new StateTree.Family(scheme, LeafBytes.decodeRoot(row.slice(1, row.size())));
        }
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException broken) {
      throw new BrokenStoreException("family root " + key + " cannot be read", broken);
    }
    throw new BrokenStoreException("family root " + key + " has scheme " + row);
  }

  /** Writes the roots that differ. */
  static void writeFamilies(StateTree before, StateTree after, WriteBatch batch) {
    after.families().forEach((prefix, family) -> {
      if (!family.equals(before.families().get(prefix))) {
        batch.put(ROOTS.concat(prefix),
            Bytes.copyOf((byte) family.scheme().code()).concat(LeafBytes.encodeRoot(family.root())));
      }
    });
    for (var prefix : before.families().keySet()) {
      if (!after.families().containsKey(prefix)) {
        batch.delete(ROOTS.concat(prefix));
      }
    }
  }
}
