package org.atoll.validator.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/** State of a block that is being made: a layer and what was written since. Owned by one thread. */
public final class StateDraft implements StateReader {
  /** What the draft holds for an address; absent when deleted. */
  private record Value(@Nullable Bytes bytes) {}

  /** What the draft held before a write; null: the parent's value. */
  private record Undo(Address address, @Nullable Value before) {}

  private final StateDatabase database;
  private final StateLayer parent;
  private final Map<Address, Value> values = new HashMap<>();
  private final List<Undo> undos = new ArrayList<>();
  private @Nullable TreeMap<Address, Value> sorted; // from the first clear on, beside values
  private boolean sealed;

  StateDraft(StateDatabase database, StateLayer parent) {
    this.database = database;
    this.parent = parent;
  }

  @Override
  public Optional<Bytes> get(Address address) {
    var value = values.get(address);
    return value == null ? parent.get(address) : Optional.ofNullable(value.bytes());
  }

  /**
   * Applies the writes in order. A clear deletes every address with its prefix that holds something here or in the layers
   * below, so its cost grows with their number.
   *
   * @throws IllegalArgumentException when a write breaks {@link EvmRules#problem the form} the prefix's tree demands
   */
  public void apply(List<StateWrite> writes) {
    checkOpen();
    for (var write : writes) {
      switch (write) {
        case StateWrite.Set(var address, var value) -> put(checked(address), new Value(value));
        case StateWrite.Delete(var address) -> put(checked(address), new Value(null));
        case StateWrite.Clear(var prefix) -> clear(prefix.bytes());
      }
    }
  }

  private Address checked(Address address) {
    if (database.scheme(address.prefix()) == TreeScheme.ETHEREUM_MPT) {
      int size = address.bytes().size();
      boolean fits = switch (address.bytes().get(Address.PREFIX_SIZE)) {
        case EvmState.KIND_ACCOUNT -> size == EvmState.ACCOUNT_SIZE;
        case EvmState.KIND_SLOT -> size == EvmState.SLOT_SIZE;
        case EvmState.KIND_CODE -> true;
        default -> false;
      };
      if (!fits) {
        throw new IllegalArgumentException("state cannot hold address " + address);
      }
    }
    return address;
  }

  private void put(Address address, Value value) {
    var before = values.put(address, value);
    undos.add(new Undo(address, before));
    if (sorted != null) {
      sorted.put(address, value);
    }
  }

  private void clear(Bytes prefix) {
    if (sorted == null) {
      sorted = new TreeMap<>(values);
    }
    var present = new ArrayList<Address>();
    StateLayer.within(sorted, prefix, prefix).forEach((address, value) -> {
      if (value.bytes() != null) {
        present.add(address);
      }
    });
    for (var address : parent.entries(prefix, prefix, Integer.MAX_VALUE).keySet()) {
      if (!values.containsKey(address)) {
        present.add(address);
      }
    }
    present.forEach(address -> put(address, new Value(null)));
  }

  /** A point to {@linkplain #rollback return} to. */
  public int mark() {
    return undos.size();
  }

  /** Undoes all writes since the mark was made. */
  public void rollback(int mark) {
    checkOpen();
    if (mark < 0 || mark > undos.size()) {
      throw new IllegalArgumentException("no mark of this draft: " + mark);
    }
    while (undos.size() > mark) {
      var undo = undos.removeLast();
      if (undo.before() == null) {
        values.remove(undo.address());
        if (sorted != null) {
          sorted.remove(undo.address());
        }
      } else {
        values.put(undo.address(), undo.before());
        if (sorted != null) {
          sorted.put(undo.address(), undo.before());
        }
      }
    }
  }

  /** Addresses written and not rolled back, also where the value is what it was; a live view. */
  public Set<Address> changed() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /**
   * Makes the layer: updates the trees once from what changed on balance. The draft cannot be used any more.
   *
   * @param height of the block, above the parent's
   * @throws IllegalStateException when the parent is on a fork that a final block has ruled out
   */
  public StateLayer seal(long height) {
    checkOpen();
    if (height <= parent.height()) {
      throw new IllegalArgumentException("height " + height + " is not above the parent's " + parent.height());
    }
    sealed = true;
    var changes = HashMap.<Address, Change>newHashMap(values.size());
    values.forEach((address, value) -> {
      var before = parent.read(address);
      if (!Objects.equals(before, value.bytes())) {
        changes.put(address, new Change(before, value.bytes()));
      }
    });
    values.clear();
    undos.clear();
    sorted = null;
    return database.layer(parent, height, changes);
  }

  private void checkOpen() {
    if (sealed) {
      throw new IllegalStateException("draft is sealed");
    }
  }
}
