package org.atoll.simulator.core.metrics;

import java.util.Arrays;

/** A growing array. */
final class Longs {
  private long[] values = new long[64];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  long get(int at) {
    return values[at];
  }

  void set(int at, long value) {
    while (size <= at) {
      add(0);
    }
    values[at] = value;
  }

  int size() {
    return size;
  }

  long[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
