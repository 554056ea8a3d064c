package org.atoll.simulator.core.world;

import org.jspecify.annotations.Nullable;

/** Sees every event before it happens. */
@FunctionalInterface
public interface EventListener {
  /**
   * @param number from 1
   * @param node −1 for the world
   * @param detail sender, timer id, number of a transaction or of a fault
   */
  void event(long number, long micros, int node, EventKind kind, long detail, @Nullable Object payload);

  /** A line a node would write to its log. */
  default void line(long micros, int node, String text) {}
}
