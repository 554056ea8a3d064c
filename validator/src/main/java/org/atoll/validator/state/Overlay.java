package org.atoll.validator.state;

import java.util.HashMap;
import java.util.NavigableMap;
import java.util.Map;
import org.atoll.sdk.value.Address;
import org.jspecify.annotations.Nullable;

/**
 * What a layer that is not final has over its parent. Every {@value #STRIDE}th layer above the final ones also sums up the
 * layers below it, so that reads through a long unfinal chain stay short.
 *
 * @param sorted the changes again, in order
 * @param depth layers above the final one, itself included
 * @param summary changes of this and the layers below it down to {@code skipTo}, its own excluded
 */
record Overlay(StateLayer parent, Map<Address, Change> changes, NavigableMap<Address, Change> sorted, int depth,
    @Nullable Map<Address, Change> summary, @Nullable StateLayer skipTo) {
  static final int STRIDE = 16;

  static Overlay over(StateLayer parent, NavigableMap<Address, Change> sorted) {
    var changes = new HashMap<Address, Change>(sorted);
    var below = parent.overlay();
    int depth = below == null ? 1 : below.depth + 1;
    if (depth % STRIDE != 0) {
      return new Overlay(parent, changes, sorted, depth, null, null);
    }
    var summary = new HashMap<Address, Change>(changes);
    var at = parent;
    for (int i = 1; i < STRIDE; i++) {
      var overlay = at.overlay();
      if (overlay == null) {
        return new Overlay(parent, changes, sorted, depth, null, null); // final by now
      }
      overlay.changes.forEach(summary::putIfAbsent);
      at = overlay.parent;
    }
    return new Overlay(parent, changes, sorted, depth, summary, at);
  }
}
