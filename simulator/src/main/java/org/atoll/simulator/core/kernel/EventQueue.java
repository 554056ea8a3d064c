package org.atoll.simulator.core.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events by time, ties in order of insertion: a 4-ary heap over primitive arrays, payloads in a pool beside it.
 * {@link #poll} moves the first event into the fields read by {@link #time}, {@link #node} and so on.
 */
public final class EventQueue {
  private static final int ARITY_SHIFT = 2;

  private long[] times;
  private long[] sequences;
  private int[] slots;
  private int size;

  private long[] firsts;
  private long[] seconds;
  private int[] nodes;
  private int[] kinds;
  private @Nullable Object[] payloads;
  private int[] free;
  private int freeCount;

  private long nextSequence;
  private long time;
  private long sequence;
  private long first;
  private long second;
  private int node;
  private int kind;
  private @Nullable Object payload;

  public EventQueue(int capacity) {
    int room = Math.max(16, capacity);
    times = new long[room];
    sequences = new long[room];
    slots = new int[room];
    firsts = new long[room];
    seconds = new long[room];
    nodes = new int[room];
    kinds = new int[room];
    payloads = new Object[room];
    free = new int[room];
    freeAll(0, room);
  }

  /**
   * Returns the sequence number of the event, unique in this queue.
   *
   * @param timeMicros when it happens
   * @param kind whatever the caller tells events apart by
   */
  public long add(long timeMicros, int kind, int node, long first, long second, @Nullable Object payload) {
    if (freeCount == 0) {
      grow();
    }
    int slot = free[--freeCount];
    firsts[slot] = first;
    seconds[slot] = second;
    nodes[slot] = node;
    kinds[slot] = kind;
    payloads[slot] = payload;
    long number = nextSequence++;
    up(size++, timeMicros, number, slot);
    return number;
  }

  /** False when no event is left. */
  public boolean poll() {
    if (size == 0) {
      return false;
    }
    int slot = slots[0];
    time = times[0];
    sequence = sequences[0];
    first = firsts[slot];
    second = seconds[slot];
    node = nodes[slot];
    kind = kinds[slot];
    payload = payloads[slot];
    payloads[slot] = null;
    free[freeCount++] = slot;
    size--;
    if (size > 0) {
      down(times[size], sequences[size], slots[size]);
    }
    return true;
  }

  /** Time of the next event in microseconds, {@link Long#MAX_VALUE} when there is none. */
  public long nextTime() {
    return size == 0 ? Long.MAX_VALUE : times[0];
  }

  public int size() {
    return size;
  }

  public long time() {
    return time;
  }

  public long sequence() {
    return sequence;
  }

  public long first() {
    return first;
  }

  public long second() {
    return second;
  }

  public int node() {
    return node;
  }

  public int kind() {
    return kind;
  }

  public @Nullable Object payload() {
    return payload;
  }

  private void up(int start, long when, long number, int slot) {
    int at = start;
    while (at > 0) {
      int parent = (at - 1) >> ARITY_SHIFT;
      if (times[parent] < when || times[parent] == when && sequences[parent] < number) {
        break;
      }
      move(parent, at);
      at = parent;
    }
    put(at, when, number, slot);
  }

  private void down(long when, long number, int slot) {
    int at = 0;
    while (true) {
      int child = (at << ARITY_SHIFT) + 1;
      if (child >= size) {
        break;
      }
      int last = Math.min(child + 4, size);
      int least = child;
      for (int other = child + 1; other < last; other++) {
        if (times[other] < times[least] || times[other] == times[least] && sequences[other] < sequences[least]) {
          least = other;
        }
      }
      if (when < times[least] || when == times[least] && number < sequences[least]) {
        break;
      }
      move(least, at);
      at = least;
    }
    put(at, when, number, slot);
  }

  private void move(int from, int to) {
    times[to] = times[from];
    sequences[to] = sequences[from];
    slots[to] = slots[from];
  }

  private void put(int at, long when, long number, int slot) {
    times[at] = when;
    sequences[at] = number;
    slots[at] = slot;
  }

  private void grow() {
    int old = times.length;
    int room = old + (old >> 1);
    times = Arrays.copyOf(times, room);
    sequences = Arrays.copyOf(sequences, room);
    slots = Arrays.copyOf(slots, room);
    firsts = Arrays.copyOf(firsts, room);
    seconds = Arrays.copyOf(seconds, room);
    nodes = Arrays.copyOf(nodes, room);
    kinds = Arrays.copyOf(kinds, room);
    payloads = Arrays.copyOf(payloads, room);
    free = new int[room];
    freeAll(old, room);
  }

  private void freeAll(int from, int to) {
    for (int slot = to - 1; slot >= from; slot--) {
      free[freeCount++] = slot;
    }
  }
}
