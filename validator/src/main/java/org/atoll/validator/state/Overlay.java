package org.atoll.validator.state;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.atoll.sdk.value.Address;
import org.jspecify.annotations.Nullable;

/**
 * What a layer that is not final has over its parent. Every {@value #STRIDE}th layer above the final ones also sums up the
 * layers below it, so that reads through a long unfinal chain stay short. Thread-safe.
 */
final class Overlay {
  static final int STRIDE = 16;

  private final StateLayer parent;
  private final Map<Address, Change> changes;
  private final int depth; // layers above the final one, this included
  private final @Nullable Map<Address, Change> summary; // of this and the layers below it down to skipTo, that excluded
  private final @Nullable StateLayer skipTo;
  private volatile @Nullable NavigableMap<Address, Change> sorted; // made when first asked for

  private Overlay(StateLayer parent, Map<Address, Change> changes, int depth, @Nullable Map<Address, Change> summary,
      @Nullable StateLayer skipTo) {
    this.parent = parent;
    this.changes = changes;
    this.depth = depth;
    this.summary = summary;
    this.skipTo = skipTo;
  }

  static Overlay over(StateLayer parent, Map<Address, Change> changes) {
    var below = parent.overlay();
    int depth = below == null ? 1 : below.depth + 1;
    if (depth % STRIDE != 0) {
      return new Overlay(parent, changes, depth, null, null);
    }
    var summary = new HashMap<Address, Change>(changes);
    var at = parent;
    for (int i = 1; i < STRIDE; i++) {
      var overlay = at.overlay();
      if (overlay == null) {
        return new Overlay(parent, changes, depth, null, null); // final by now
      }
      overlay.changes.forEach(summary::putIfAbsent);
      at = overlay.parent;
    }
    return new Overlay(parent, changes, depth, summary, at);
  }

  StateLayer parent() {
    return parent;
  }

  Map<Address, Change> changes() {
    return changes;
  }

  /** The layer below all that {@link #summary} sums up; null when it sums up nothing. */
  @Nullable StateLayer skipTo() {
    return skipTo;
  }

  @Nullable Map<Address, Change> summary() {
    return summary;
  }

  /** The changes in order. */
  NavigableMap<Address, Change> sorted() {
    var made = sorted;
    if (made == null) {
      made = new TreeMap<>(changes);
      sorted = made;
    }
    return made;
  }
}
