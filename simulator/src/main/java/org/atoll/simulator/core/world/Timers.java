package org.atoll.simulator.core.world;

import java.util.Arrays;

/** Timers of one node that are set: few, so a line of them. */
final class Timers {
  private long[] ids = new long[16];
  private long[] events = new long[16];
  private int size;

  /** @param event sequence number of the event that fires it */
  void set(long id, long event) {
    int at = find(id);
    if (at < 0) {
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, size * 2);
        events = Arrays.copyOf(events, size * 2);
      }
      at = size++;
      ids[at] = id;
    }
    events[at] = event;
  }

  void cancel(long id) {
    int at = find(id);
    if (at >= 0) {
      remove(at);
    }
  }

  /** True once if that event is the timer's. */
  boolean fire(long id, long event) {
    int at = find(id);
    if (at < 0 || events[at] != event) {
      return false;
    }
    remove(at);
    return true;
  }

  /** The event that fires it, if it is still that one, is another now. */
  void postpone(long id, long event, long laterEvent) {
    int at = find(id);
    if (at >= 0 && events[at] == event) {
      events[at] = laterEvent;
    }
  }

  void clear() {
    size = 0;
  }

  private void remove(int at) {
    size--;
    ids[at] = ids[size];
    events[at] = events[size];
  }

  private int find(long id) {
    for (int at = 0; at < size; at++) {
      if (ids[at] == id) {
        return at;
      }
    }
    return -1;
  }
}
