package org.atoll.sdk.processor.runner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What this processor knows of state: values as of the end of the last chunk, plus the writes of the open one.
 * Absence is known, too. Bounded by bytes, least recently used first out. Used by one thread.
 */
final class StateCache implements LocalState {
  private static final int ENTRY_OVERHEAD_BYTES = 160;

  private final long maxBytes;
  private final LinkedHashMap<Address, Bytes> values = new LinkedHashMap<>(1024, 0.75f, true);
  private long bytes;

  /** Values before the open batch, in the order they were replaced; null where nothing was known. */
  private final List<Before> undo = new ArrayList<>();
  /** Prefixes cleared in the open chunk: what the validator holds below them is out of date. */
  private final List<Bytes> cleared = new ArrayList<>();

  private record Before(Address address, @Nullable Bytes value) {}

  StateCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public Bytes get(Address address) {
    var value = values.get(address);
    return value == null ? UNKNOWN : value;
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
    undo.add(new Before(address, values.get(address)));
    put(address, value);
  }

  private void put(Address address, Bytes value) {
    var old = values.put(address, value);
    bytes += old == null ? address.bytes().size() + value.size() + ENTRY_OVERHEAD_BYTES : value.size() - old.size();
  }

  private void forget(Address address) {
    var old = values.remove(address);
    if (old != null) {
      bytes -= address.bytes().size() + old.size() + ENTRY_OVERHEAD_BYTES;
    }
  }

  /** Only between chunks: the writes of an open chunk are known nowhere else. */
  private void evict() {
    var eldest = values.entrySet().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      var entry = eldest.next();
      bytes -= entry.getKey().bytes().size() + entry.getValue().size() + ENTRY_OVERHEAD_BYTES;
      eldest.remove();
    }
  }
}
