package org.atoll.validator.store;

import java.io.IOException;
import java.util.AbstractMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.atoll.sdk.value.Bytes;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.DBException;
import org.iq80.leveldb.DBIterator;
import org.iq80.leveldb.ReadOptions;
import org.jspecify.annotations.Nullable;

/**
 * Reads LevelDB, always verifying checksums: the binding ignores that option when the database is opened and would hand out
 * damaged data. The caller sees to it that the database stays open meanwhile. Thread-safe.
 */
final class LevelDbReader implements StoreReader {
  private final DB db;
  private final ReadOptions options = new ReadOptions().verifyChecksums(true);

  LevelDbReader(DB db, org.iq80.leveldb.@Nullable Snapshot snapshot) {
    this.db = db;
    if (snapshot != null) {
      options.snapshot(snapshot);
    }
  }

  @Override
  public Optional<Bytes> get(Bytes key) {
    try {
      var value = db.get(key.unsafeArray(), options);
      return value == null ? Optional.empty() : Optional.of(Bytes.wrap(value));
    } catch (DBException broken) {
      throw broken(broken);
    }
  }

  @Override
  public void scan(Bytes prefix, Bytes from, BiPredicate<Bytes, Bytes> visitor) {
    var start = from.compareTo(prefix) < 0 ? prefix : from;
    try (var iterator = db.iterator(options)) {
      iterator.seek(start.unsafeArray());
      while (iterator.hasNext()) {
        var entry = entry(iterator.next()); // fails on damage ahead; so the end of the loop is the true end
        if (!entry.getKey().startsWith(prefix) || !visitor.test(entry.getKey(), entry.getValue())) {
          return;
        }
      }
    } catch (DBException | IOException broken) {
      throw broken(broken);
    } catch (RuntimeException wrapped) {
      throw unwrap(wrapped);
    }
  }

  @Override
  public Optional<Map.Entry<Bytes, Bytes>> ceiling(Bytes prefix, Bytes from) {
    return within(prefix, from, LevelDbReader::seekCeiling);
  }

  @Override
  public Optional<Map.Entry<Bytes, Bytes>> floor(Bytes prefix, Bytes upTo) {
    return within(prefix, upTo, LevelDbReader::seekFloor);
  }

  private interface Seek {
    Map.@Nullable Entry<Bytes, Bytes> apply(DBIterator iterator, Bytes key);
  }

  private Optional<Map.Entry<Bytes, Bytes>> within(Bytes prefix, Bytes key, Seek seek) {
    if (!key.startsWith(prefix)) {
      throw new IllegalArgumentException("key " + key + " does not begin with " + prefix);
    }
    try (var iterator = db.iterator(options)) {
      var entry = seek.apply(iterator, key);
      return entry != null && entry.getKey().startsWith(prefix) ? Optional.of(entry) : Optional.empty();
    } catch (DBException | IOException broken) {
      throw broken(broken);
    } catch (RuntimeException wrapped) {
      throw unwrap(wrapped);
    }
  }

  private static Map.@Nullable Entry<Bytes, Bytes> seekCeiling(DBIterator iterator, Bytes key) {
    iterator.seek(key.unsafeArray());
    return iterator.hasNext() ? entry(iterator.peekNext()) : null;
  }

  private static Map.@Nullable Entry<Bytes, Bytes> seekFloor(DBIterator iterator, Bytes key) {
    iterator.seek(key.unsafeArray());
    if (!iterator.hasNext()) {
      iterator.seekToLast();
      if (!iterator.hasNext()) {
        iterator.seek(key.unsafeArray()); // seekToLast does not tell damage from emptiness, seek does
        return null;
      }
      return entry(iterator.peekNext());
    }
    var at = entry(iterator.peekNext());
    if (at.getKey().equals(key)) {
      return at;
    }
    try {
      return entry(iterator.prev());
    } catch (NoSuchElementException first) { // hasPrev goes back and forth, which this LevelDB does wrongly at times
      return null;
    }
  }

  private static Map.Entry<Bytes, Bytes> entry(Map.Entry<byte[], byte[]> raw) {
    return new AbstractMap.SimpleImmutableEntry<>(Bytes.wrap(raw.getKey()), Bytes.wrap(raw.getValue()));
  }

  private static BrokenStoreException broken(Exception cause) {
    return new BrokenStoreException("store cannot be read: " + cause.getMessage(), cause);
  }

  /** The iterator wraps the native error in a plain RuntimeException. */
  private static RuntimeException unwrap(RuntimeException wrapped) {
    return wrapped.getClass() == RuntimeException.class && wrapped.getCause() instanceof IOException cause
        ? broken(cause) : wrapped;
  }
}
