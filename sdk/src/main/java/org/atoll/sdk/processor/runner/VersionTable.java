package org.atoll.sdk.processor.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What transactions wrote that have run but are not final yet, by address and index in the chunk. Small: it holds no
 * more transactions than may run ahead. {@link #find} may be called by any thread and then may see a transaction's
 * writes in part; all else belongs to one thread at a time.
 */
final class VersionTable {
  /** One value of an address; {@code lower} is by a transaction of a lower index. */
  private record Version(int index, Bytes value, @Nullable Version lower) {}

  private record Cleared(int index, Bytes prefix) {}

  private final ConcurrentHashMap<Address, Version> newest = new ConcurrentHashMap<>();
  private volatile List<Cleared> clears = List.of();

  /** What the last transaction before {@code index} wrote; null when none of them wrote the address. */
  @Nullable Bytes find(Address address, int index) {
    var version = newest.get(address);
    while (version != null && version.index >= index) {
      version = version.lower;
    }
    int clearedBy = -1;
    for (var one : clears) {
      if (one.index < index && one.index > clearedBy && address.bytes().startsWith(one.prefix)) {
        clearedBy = one.index;
      }
    }
    if (version == null || version.index < clearedBy) {
      return clearedBy < 0 ? null : LocalState.ABSENT;
    }
    return version.value;
  }

  /** @param writes in order, as an outcome has them */
  void publish(int index, List<StateWrite> writes) {
    for (int i = 0; i < writes.size(); i++) {
      switch (writes.get(i)) {
        case StateWrite.Set(var address, var value) -> put(index, address, value);
        case StateWrite.Delete(var address) -> put(index, address, LocalState.ABSENT);
        case StateWrite.Clear(var prefix) -> clear(index, prefix.bytes(), writes.subList(0, i));
      }
    }
  }

  /** A version outranks its own transaction's clears, so what was written before one is overwritten here. */
  private void clear(int index, Bytes prefix, List<StateWrite> before) {
    for (var write : before) {
      if (!(write instanceof StateWrite.Clear) && write.address().bytes().startsWith(prefix)) {
        put(index, write.address(), LocalState.ABSENT);
      }
    }
    var more = new ArrayList<>(clears);
    more.add(new Cleared(index, prefix));
    clears = List.copyOf(more);
  }

  private void put(int index, Address address, Bytes value) {
    newest.put(address, insert(newest.get(address), index, value));
  }

  private static Version insert(@Nullable Version at, int index, Bytes value) {
    if (at == null || at.index < index) {
      return new Version(index, value, at);
    }
    return at.index == index
        ? new Version(index, value, at.lower)
        : new Version(at.index, at.value, insert(at.lower, index, value));
  }

  /** Takes back {@link #publish}. */
  void retract(int index, List<StateWrite> writes) {
    for (var write : writes) {
      if (write instanceof StateWrite.Clear) {
        clears = clears.stream().filter(one -> one.index != index).toList();
      } else {
        var left = without(newest.get(write.address()), index);
        if (left == null) {
          newest.remove(write.address());
        } else {
          newest.put(write.address(), left);
        }
      }
    }
  }

  private static @Nullable Version without(@Nullable Version at, int index) {
    if (at == null || at.index < index) {
      return at;
    }
    return at.index == index ? at.lower : new Version(at.index, at.value, without(at.lower, index));
  }
}
