package org.atoll.validator.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.value.Address;
import org.jspecify.annotations.Nullable;

/**
 * Who changed which addresses while one block was executed, linked to the block before: from it follows what a
 * processor's cache no longer knows. Used by the execution thread.
 */
public final class ChangeLog {
  private static final int MAX_BLOCKS = 64;

  private @Nullable ChangeLog parent;
  private final List<Change> changes = new ArrayList<>();

  /**
   * @param author the connection that holds these writes in its cache; empty for the validator itself
   * @param complete whether the addresses are all that changed; false after a clear
   */
  private record Change(Optional<Object> author, List<Address> addresses, boolean complete) {}

  private ChangeLog(@Nullable ChangeLog parent) {
    this.parent = parent;
  }

  public static ChangeLog first() {
    return new ChangeLog(null);
  }

  /** The log of a block on top of this one. */
  public ChangeLog next() {
    var log = this;
    for (int i = 0; log.parent != null; i++) {
      if (i == MAX_BLOCKS) {
        log.parent = null; // older ones are of no use and would never be freed
        break;
      }
      log = log.parent;
    }
    return new ChangeLog(this);
  }

  public void add(List<Address> addresses) {
    changes.add(new Change(Optional.empty(), List.copyOf(addresses), true));
  }

  void add(Object author, List<StateWrite> writes) {
    changes.add(new Change(Optional.of(author), writes.stream().map(StateWrite::address).toList(),
        writes.stream().noneMatch(StateWrite.Clear.class::isInstance)));
  }

  int size() {
    return changes.size();
  }

  /**
   * Addresses that others than {@code reader} changed since it was at {@code position} of {@code known}; empty when
   * that is not on this log's way back or others cleared a whole prefix, so that the reader has to start afresh.
   */
  Optional<List<Address>> changedSince(ChangeLog known, int position, Object reader) {
    var found = new ArrayList<Address>();
    for (var log = this; log != null; log = log.parent) {
      int from = log == known ? position : 0;
      for (int i = from; i < log.changes.size(); i++) {
        var change = log.changes.get(i);
        if (change.author().isEmpty() || change.author().get() != reader) {
          if (!change.complete()) {
            return Optional.empty();
          }
          found.addAll(change.addresses());
        }
      }
      if (log == known) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}
