package org.atoll.gossip.core;

import org.atoll.sdk.value.Hash32;

/**
 * The last N content hashes a node has verified. The application asks and adds <em>after</em> its signature check: a
 * corrupt copy must not hide the genuine one. Keeps 128 bits of each hash, oldest out first; 4 MiB for 131 072.
 * Single-threaded.
 */
public final class SeenFilter {
  public static final int DEFAULT_CAPACITY = 131_072;

  private final int capacity;
  private final int mask;
  private final long salt;
  private final long[] high; // ring of entries, by age
  private final long[] low;
  private final int[] table; // open addressing: ring index + 1, or 0
  private int size;
  private int next;

  /**
   * @param capacity 1 to 2²⁴ entries
   * @param salt random per process, so that nobody can aim at one slot
   */
  public SeenFilter(int capacity, long salt) {
    if (capacity < 1 || capacity > 1 << 24) {
      throw new IllegalArgumentException("capacity must be 1 to 2^24: " + capacity);
    }
    this.capacity = capacity;
    this.salt = salt;
    int slots = Integer.highestOneBit(capacity) * 4;
    mask = slots - 1;
    high = new long[capacity];
    low = new long[capacity];
    table = new int[slots];
  }

  public boolean contains(Hash32 hash) {
    return table[find(word(hash, 0), word(hash, 8))] != 0;
  }

  /** True when it was not there. */
  public boolean add(Hash32 hash) {
    long h = word(hash, 0);
    long l = word(hash, 8);
    if (table[find(h, l)] != 0) {
      return false;
    }
    if (size == capacity) {
      remove(find(high[next], low[next]));
    } else {
      size++;
    }
    high[next] = h;
    low[next] = l;
    table[find(h, l)] = next + 1;
    next = (next + 1) % capacity;
    return true;
  }

  public int size() {
    return size;
  }

  /** Slot that holds the entry, or the free one where it belongs. */
  private int find(long h, long l) {
    int slot = home(h, l);
    while (table[slot] != 0 && (high[table[slot] - 1] != h || low[table[slot] - 1] != l)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** Closes the gap so that no later entry of the run is lost from sight. */
  private void remove(int slot) {
    int gap = slot;
    for (int at = slot + 1 & mask; table[at] != 0; at = at + 1 & mask) {
      int entry = table[at] - 1;
      int home = home(high[entry], low[entry]);
      if ((at - home & mask) >= (at - gap & mask)) {
        table[gap] = table[at];
        gap = at;
      }
    }
    table[gap] = 0;
  }

  private int home(long h, long l) {
    long mixed = (h ^ salt) * 0x9e3779b97f4a7c15L + l;
    return (int) ((mixed ^ mixed >>> 32) & mask);
  }

  private static long word(Hash32 hash, int from) {
    long word = 0;
    for (int i = from; i < from + 8; i++) {
      word = (word << 8) | (hash.bytes().get(i) & 0xff);
    }
    return word;
  }
}
