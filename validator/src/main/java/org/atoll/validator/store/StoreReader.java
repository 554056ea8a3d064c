package org.atoll.validator.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.atoll.sdk.value.Bytes;

/**
 * Reads of an ordered map from bytes to bytes. Thread-safe.
 *
 * <p>All methods throw {@link BrokenStoreException} when the disk fails or its content is damaged, and
 * {@link IllegalStateException} after close.
 */
public interface StoreReader {
  Optional<Bytes> get(Bytes key);

  /** Values in the order of the keys. */
  default List<Optional<Bytes>> getAll(List<Bytes> keys) {
    return keys.stream().map(this::get).toList();
  }

  /**
   * Visits entries in ascending order from the first key that is {@code from} or more, while keys begin with
   * {@code prefix}, as they were when the scan began; the visitor returns false to stop. The visitor may read and write
   * the store but must not close it.
   */
  void scan(Bytes prefix, Bytes from, BiPredicate<Bytes, Bytes> visitor);

  /** All entries whose key begins with {@code prefix}. */
  default void scan(Bytes prefix, BiPredicate<Bytes, Bytes> visitor) {
    scan(prefix, prefix, visitor);
  }

  /** The first entry whose key is {@code from} or more and begins with {@code prefix}; {@code from} does so too. */
  Optional<Map.Entry<Bytes, Bytes>> ceiling(Bytes prefix, Bytes from);

  /** The last entry whose key is {@code upTo} or less and begins with {@code prefix}; {@code upTo} does so too. */
  Optional<Map.Entry<Bytes, Bytes>> floor(Bytes prefix, Bytes upTo);
}
