package org.atoll.sdk.processor.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What this processor knows of state: values as of the end of the last chunk, plus the writes of the open one.
 * Absence is known, too. Bounded by bytes, least recently used first out. {@link #peek} may be called by any thread; all
 * else belongs to one at a time.
 */
final class StateCache implements LocalState {
  private static final int ENTRY_OVERHEAD_BYTES = 160;

  private final long maxBytes;
  private final ConcurrentHashMap<Address, Entry> values = new ConcurrentHashMap<>(1024);
  /** Before the least, behind the most recently used entry: the list is a ring. */
  private final Entry ring = new Entry(Address.wrap(new byte[Address.PREFIX_SIZE + 1]), ABSENT);
  private long bytes;
  private long uses; // that moved an entry

  /** Values before the open batch, in the order they were replaced; null where nothing was known. */
  private final List<Before> undo = new ArrayList<>();
  /** Prefixes cleared in the open chunk: what the validator holds below them is out of date. */
  private final List<Bytes> cleared = new ArrayList<>();

  private record Before(Address address, @Nullable Bytes value) {}

  private static final class Entry {
    private final Address address;
    private volatile Bytes value;
    private Entry older = this;
    private Entry newer = this;
    private long lastMove;

    Entry(Address address, Bytes value) {
      this.address = address;
      this.value = value;
    }

    void leave() {
      older.newer = newer;
      newer.older = older;
    }

    void enterBefore(Entry next) {
      older = next.older;
      newer = next;
      older.newer = this;
      next.older = this;
    }
  }

  StateCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** As {@link #peek}; counts as use. */
  @Override
  public Bytes get(Address address) {
    var entry = values.get(address);
    if (entry == null) {
      return UNKNOWN;
    }
    use(entry);
    return entry.value;
  }

  /** The value, {@link #ABSENT} or {@link #UNKNOWN}. */
  Bytes peek(Address address) {
    var entry = values.get(address);
    return entry == null ? UNKNOWN : entry.value;
  }

  /**
   * An entry in the newer half of the ring stays where it is: with memory for many, the order there does not matter, and
   * an entry that is not written to does not travel between the cores that read it.
   */
  private void use(Entry entry) {
    if (uses - entry.lastMove >= values.mappingCount() / 2) {
      entry.leave();
      enter(entry);
    }
  }

  private void enter(Entry entry) {
    entry.enterBefore(ring);
    entry.lastMove = uses++;
  }

  /** A value the validator sent. Ignored where the chunk's own writes are newer. */
  void learn(Address address, Optional<Bytes> value) {
    if (values.containsKey(address)) {
      return;
    }
    if (isCleared(address)) {
      replace(address, ABSENT); // true only if the batch that cleared it stays
    } else {
      put(address, value.orElse(ABSENT));
    }
  }

  void openChunk(boolean fresh, List<Address> invalidated) {
    cleared.clear();
    undo.clear();
    if (fresh) {
      values.clear();
      ring.older = ring;
      ring.newer = ring;
      bytes = 0;
    }
    invalidated.forEach(this::forget);
    evict();
  }

  void openBatch() {
    undo.clear();
  }

  void apply(List<StateWrite> writes) {
    for (var write : writes) {
      switch (write) {
        case StateWrite.Set(var address, var value) -> replace(address, value);
        case StateWrite.Delete(var address) -> replace(address, ABSENT);
        case StateWrite.Clear(var prefix) -> {
          var below = values.keySet().stream().filter(a -> a.bytes().startsWith(prefix.bytes())).toList();
          below.forEach(address -> replace(address, ABSENT));
          cleared.add(prefix.bytes());
        }
      }
    }
  }

  /**
   * Takes back every write since {@link #openBatch}.
   *
   * @param clearedBefore {@link #clearedCount} at that time
   */
  void rollback(int clearedBefore) {
    for (int i = undo.size() - 1; i >= 0; i--) {
      var before = undo.get(i);
      forget(before.address());
      if (before.value() != null) {
        put(before.address(), before.value());
      }
    }
    undo.clear();
    while (cleared.size() > clearedBefore) {
      cleared.removeLast();
    }
  }

  int clearedCount() {
    return cleared.size();
  }

  private boolean isCleared(Address address) {
    for (var prefix : cleared) {
      if (address.bytes().startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private void replace(Address address, Bytes value) {
    undo.add(new Before(address, put(address, value)));
  }

  /** Returns the value before; null where nothing was known. */
  private @Nullable Bytes put(Address address, Bytes value) {
    var entry = values.get(address);
    if (entry != null) {
      var before = entry.value;
      if (value.size() != before.size()) {
        bytes += value.size() - before.size();
      }
      entry.value = value;
      use(entry);
      return before;
    }
    entry = new Entry(address, value);
    enter(entry);
    values.put(address, entry);
    bytes += size(entry);
    return null;
  }

  private void forget(Address address) {
    var entry = values.remove(address);
    if (entry != null) {
      entry.leave();
      bytes -= size(entry);
    }
  }

  private static long size(Entry entry) {
    return entry.address.bytes().size() + entry.value.size() + ENTRY_OVERHEAD_BYTES;
  }

  /** Only between chunks: the writes of an open chunk are known nowhere else. */
  private void evict() {
    while (bytes > maxBytes && ring.newer != ring) {
      forget(ring.newer.address);
    }
  }
}
