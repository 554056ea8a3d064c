package org.atoll.validator.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.store.BrokenStoreException;
import org.atoll.validator.store.StoreReader;
import org.atoll.validator.store.WriteBatch;
import org.jspecify.annotations.Nullable;

/**
 * What final blocks replaced: {@code 'H'} ‖ u8 address size ‖ address ‖ u64 height → 00, or 01 and the value before that
 * block; {@code 'U'} ‖ u64 height → the addresses the block changed, each u8 size ‖ address. Thread-safe.
 */
final class History {
  private static final byte VALUES = 'H';
  private static final byte BLOCKS = 'U';
  private static final Bytes NOTHING = Bytes.copyOf((byte) 0);
  private static final Bytes SOMETHING = Bytes.copyOf((byte) 1);

  private final StoreReader store;

  History(StoreReader store) {
    this.store = store;
  }

  /** A value that was; null: there was none. */
  record Past(@Nullable Bytes value) {}

  /** What the address held when the first block above {@code height} that changed it did so; empty: none did. */
  Optional<Past> after(long height, Address address) {
    var prefix = prefix(address.bytes());
    var row = store.ceiling(prefix, valueKey(address.bytes(), height + 1));
    return row.map(found -> decode(found.getKey(), found.getValue()));
  }

  private static Past decode(Bytes key, Bytes row) {
    if (row.equals(NOTHING)) {
      return new Past(null);
    }
    if (!row.startsWith(SOMETHING)) {
      throw new BrokenStoreException("history row " + key + " cannot be read");
    }
    return new Past(row.slice(1, row.size()));
  }

  /** Addresses the block at this height changed; empty when that is not kept. */
  List<Address> changed(long height) {
    return store.get(blockKey(height)).map(row -> addresses(height, row)).orElse(List.of());
  }

  private static List<Address> addresses(long height, Bytes row) {
    var addresses = new ArrayList<Address>();
    try {
      for (int at = 0; at < row.size(); ) {
        int end = at + 1 + (row.get(at) & 0xff);
        addresses.add(new Address(row.slice(at + 1, end)));
        at = end;
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException broken) {
      throw new BrokenStoreException("list of changes of block " + height + " cannot be read", broken);
    }
    return addresses;
  }

  void write(long height, Map<Address, Change> changes, WriteBatch batch) {
    int size = 0;
    for (var address : changes.keySet()) {
      size += 1 + address.bytes().size();
    }
    var list = ByteBuffer.allocate(size);
    changes.forEach((address, change) -> {
      list.put((byte) address.bytes().size()).put(address.bytes().unsafeArray());
      batch.put(valueKey(address.bytes(), height),
          change.before() == null ? NOTHING : SOMETHING.concat(change.before()));
    });
    batch.put(blockKey(height), Bytes.wrap(list.array()));
  }

  /** Removes the rows of a block that changed these addresses. */
  static void delete(long height, Collection<Address> changed, WriteBatch batch) {
    changed.forEach(address -> batch.delete(valueKey(address.bytes(), height)));
    batch.delete(blockKey(height));
  }

  private static Bytes prefix(Bytes address) {
    return Bytes.wrap(key(address, 0));
  }

  private static Bytes valueKey(Bytes address, long height) {
    var key = key(address, 8);
    for (int i = 1; i <= 8; i++) {
      key[key.length - i] = (byte) (height >>> 8 * (i - 1));
    }
    return Bytes.wrap(key);
  }

  private static byte[] key(Bytes address, int room) {
    var key = new byte[2 + address.size() + room];
    key[0] = VALUES;
    key[1] = (byte) address.size();
    System.arraycopy(address.unsafeArray(), 0, key, 2, address.size());
    return key;
  }

  private static Bytes blockKey(long height) {
    return Bytes.wrap(ByteBuffer.allocate(9).put(BLOCKS).putLong(height).array());
  }
}
