package org.atoll.validator.store;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiPredicate;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory, for tests and simulation. A snapshot or scan costs nothing itself, the first write after it copies
 * the map.
 */
public final class MemoryStore implements KeyValueStore {
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private NavigableMap<Bytes, Bytes> map = new TreeMap<>();
  private boolean shared; // a snapshot looks at the map: copy before changing it
  private boolean closed;

  @Override
  public Optional<Bytes> get(Bytes key) {
    lock.readLock().lock();
    try {
      return Optional.ofNullable(open().get(key));
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void scan(Bytes prefix, Bytes from, BiPredicate<Bytes, Bytes> visitor) {
    scan(share(), prefix, from, visitor);
  }

  @Override
  public Optional<Map.Entry<Bytes, Bytes>> ceiling(Bytes prefix, Bytes from) {
    lock.readLock().lock();
    try {
      return within(prefix, open().ceilingEntry(from));
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public Optional<Map.Entry<Bytes, Bytes>> floor(Bytes prefix, Bytes upTo) {
    lock.readLock().lock();
    try {
      return within(prefix, open().floorEntry(upTo));
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void write(WriteBatch batch, Sync sync) {
    lock.writeLock().lock();
    try {
      open();
      if (shared) {
        map = new TreeMap<>(map);
        shared = false;
      }
      batch.forEach(new WriteBatch.Visitor() {
        @Override
        public void put(Bytes key, Bytes value) {
          map.put(key, value);
        }

        @Override
        public void delete(Bytes key) {
          map.remove(key);
        }
      });
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public Snapshot snapshot() {
    return new MemorySnapshot(share());
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The map as it is, never to be changed again. */
  private NavigableMap<Bytes, Bytes> share() {
    lock.writeLock().lock();
    try {
      shared = true;
      return open();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private NavigableMap<Bytes, Bytes> open() {
    if (closed) {
      throw new IllegalStateException("store is closed");
    }
    return map;
  }

  private static void scan(NavigableMap<Bytes, Bytes> map, Bytes prefix, Bytes from, BiPredicate<Bytes, Bytes> visitor) {
    var start = from.compareTo(prefix) < 0 ? prefix : from;
    for (var entry : map.tailMap(start, true).entrySet()) {
      if (!entry.getKey().startsWith(prefix) || !visitor.test(entry.getKey(), entry.getValue())) {
        return;
      }
    }
  }

  private static Optional<Map.Entry<Bytes, Bytes>> within(Bytes prefix, Map.@Nullable Entry<Bytes, Bytes> entry) {
    return entry != null && entry.getKey().startsWith(prefix) ? Optional.of(entry) : Optional.empty();
  }

  private static final class MemorySnapshot implements Snapshot {
    private volatile @Nullable NavigableMap<Bytes, Bytes> frozen;

    MemorySnapshot(NavigableMap<Bytes, Bytes> frozen) {
      this.frozen = frozen;
    }

    @Override
    public Optional<Bytes> get(Bytes key) {
      return Optional.ofNullable(open().get(key));
    }

    @Override
    public void scan(Bytes prefix, Bytes from, BiPredicate<Bytes, Bytes> visitor) {
      MemoryStore.scan(open(), prefix, from, visitor);
    }

    @Override
    public Optional<Map.Entry<Bytes, Bytes>> ceiling(Bytes prefix, Bytes from) {
      return within(prefix, open().ceilingEntry(from));
    }

    @Override
    public Optional<Map.Entry<Bytes, Bytes>> floor(Bytes prefix, Bytes upTo) {
      return within(prefix, open().floorEntry(upTo));
    }

    @Override
    public void close() {
      frozen = null;
    }

    private NavigableMap<Bytes, Bytes> open() {
      var map = frozen;
      if (map == null) {
        throw new IllegalStateException("snapshot is closed");
      }
      return map;
    }
  }
}
