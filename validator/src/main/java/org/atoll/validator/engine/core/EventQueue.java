package org.atoll.validator.engine.core;

import java.util.ArrayDeque;
import java.util.OptionalLong;
import org.atoll.sdk.engine.Event;
import org.jspecify.annotations.Nullable;

/** Events an engine has yet to be told, in order; pool hints no faster than they may come. The chain thread only. */
final class EventQueue {
  /** More events than this wait for no engine that works. */
  private static final int MOST = 16_384;
  /** Beyond this, events that can be missed are. */
  private static final int CROWDED = 4_096;

  private final long hintGapMillis;
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private Event.@Nullable PoolHint held; // until its time
  private long nextHintMillis;

  EventQueue(long hintGapMillis) {
    this.hintGapMillis = hintGapMillis;
  }

  /** False when it is left out: it says nothing new, or can be missed while much waits. */
  boolean offer(Event event) {
    if (isMissable(event) && events.size() >= CROWDED || event instanceof Event.Tick && events.contains(event)) {
      return false;
    }
    if (event instanceof Event.PoolHint) {
      events.removeIf(Event.PoolHint.class::isInstance); // the newest says it all
      held = null;
    }
    return events.add(event);
  }

  private static boolean isMissable(Event event) {
    return event instanceof Event.Tick || event instanceof Event.PeerMessage || event instanceof Event.Command;
  }

  /** The next to be told; null when there is none now. */
  @Nullable Event next(long nowMillis) {
    var due = held;
    if (due != null && nowMillis >= nextHintMillis) {
      held = null;
      events.add(due);
    }
    while (!events.isEmpty()) {
      var event = events.remove();
      if (event instanceof Event.PoolHint hint) {
        if (nowMillis < nextHintMillis) {
          held = hint;
          continue;
        }
        nextHintMillis = nowMillis + hintGapMillis;
      }
      return event;
    }
    return null;
  }

  /** The timer was moved or cancelled before the engine was told that it fired. */
  void forgetTimer(long id) {
    events.remove(new Event.TimerFired(id));
  }

  boolean isOverfull() {
    return events.size() > MOST;
  }

  int size() {
    return events.size();
  }

  /** Height of the Deactivate that waits. */
  OptionalLong deactivation() {
    for (var event : events) {
      if (event instanceof Event.Deactivate(var height)) {
        return OptionalLong.of(height);
      }
    }
    return OptionalLong.empty();
  }

  void clear() {
    events.clear();
    held = null;
  }

  /** When the hint that is held back may go. */
  long wakeMillis() {
    return held == null ? EngineHost.NEVER : nextHintMillis;
  }
}
