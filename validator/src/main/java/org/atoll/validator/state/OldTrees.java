package org.atoll.validator.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The few trees of old blocks that were made again last. Thread-safe; makes one at a time. */
final class OldTrees {
  private static final int KEPT = 4;

  private final Map<Long, StateLayer> layers = new LinkedHashMap<>();

  synchronized Optional<StateLayer> get(long height, Supplier<Optional<StateLayer>> maker) {
    var kept = layers.get(height);
    if (kept != null) {
      return Optional.of(kept);
    }
    var made = maker.get();
    made.ifPresent(layer -> {
      layers.put(height, layer);
      if (layers.size() > KEPT) {
        layers.remove(layers.keySet().iterator().next());
      }
    });
    return made;
  }

  synchronized void forget(long height) {
    layers.remove(height);
  }

  synchronized void clear() {
    layers.clear();
  }
}
