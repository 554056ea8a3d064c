package org.atoll.validator.state;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.store.StoreReader;
import org.atoll.validator.store.WriteBatch;
import org.jspecify.annotations.Nullable;

/**
 * The final state: {@code 'S'} ‖ address → value, behind a cache that knows absence too. Between a batch and
 * {@link #written} a read may give the value before or after it. Thread-safe.
 */
final class FlatTable {
  private static final Bytes TABLE = Bytes.copyOf((byte) 'S');
  private static final Bytes HIGHEST = Bytes.fromHex("ff".repeat(Address.MAX_SIZE));
  private static final int ENTRY_BYTES = 160; // of objects around key and value
  private static final Bytes ABSENT = Bytes.copyOf((byte) 0); // known by identity

  private final StoreReader store;
  private final Cache<Address, Bytes> cache;

  FlatTable(StoreReader store, long cacheBytes) {
    this.store = store;
    this.cache = Caffeine.newBuilder()
        .executor(Runnable::run)
        .maximumWeight(cacheBytes)
        .weigher((Address address, Bytes value) -> ENTRY_BYTES + address.bytes().size() + value.size())
        .build();
  }

  static Bytes key(Bytes address) {
    return TABLE.concat(address);
  }

  /** The address of a row. */
  static Address address(Bytes key) {
    return new Address(key.slice(1, key.size()));
  }

  @Nullable Bytes get(Address address) {
    var value = cache.get(address, this::load);
    return value == ABSENT ? null : value;
  }

  private Bytes load(Address address) {
    return store.get(key(address.bytes())).orElse(ABSENT);
  }

  /** Visits rows in the store, not in the cache, in ascending order until the visitor returns false. */
  void scan(Bytes prefix, Bytes from, BiPredicate<Address, Bytes> visitor) {
    store.scan(key(prefix), key(from), (key, value) -> visitor.test(address(key), value));
  }

  /** The highest address in the store that is {@code upTo} or less; empty for {@code upTo}: of all. */
  Optional<Address> floor(Bytes upTo) {
    var bound = upTo.isEmpty() ? HIGHEST : upTo;
    return store.floor(TABLE, key(bound)).map(row -> address(row.getKey()));
  }

  static void write(Map<Address, Change> changes, WriteBatch batch) {
    changes.forEach((address, change) -> {
      if (change.after() == null) {
        batch.delete(key(address.bytes()));
      } else {
        batch.put(key(address.bytes()), change.after());
      }
    });
  }

  /** The batch with these changes is durable. */
  void written(Map<Address, Change> changes) {
    changes.forEach((address, change) -> cache.put(address, Optional.ofNullable(change.after()).orElse(ABSENT)));
  }

  /** The store was changed otherwise. */
  void forget() {
    cache.invalidateAll();
  }
}
