package org.atoll.seth.state;

import java.util.Arrays;
import org.atoll.seth.word.Word;

/**
 * Storage slots of one run: an open-addressing table from (account, 256-bit key) to an entry number, and the entries'
 * words in flat arrays. The hash is keyed with secret seeds, because contracts choose the keys. Grows as needed, is
 * cheap to clear, and gives up what an unusual run made it allocate. Used by one thread.
 */
final class SlotTable {
  static final int LOADED = 1;
  static final int WARM = 2;

  private static final int FIRST_CAPACITY = 64;
  private static final int KEPT_CAPACITY = 512;

  private final long seed0;
  private final long seed1;
  private int count;
  private int[] table = new int[2 * FIRST_CAPACITY]; // entry number + 1, or 0
  int[] owners = new int[FIRST_CAPACITY];
  byte[] flags = new byte[FIRST_CAPACITY];
  long[] keys = new long[4 * FIRST_CAPACITY];
  long[] values = new long[4 * FIRST_CAPACITY];
  long[] originals = new long[4 * FIRST_CAPACITY];

  SlotTable(long seed) {
    seed0 = mix(seed ^ 0x9e3779b97f4a7c15L, 0xd1b54a32d192ed03L);
    seed1 = mix(seed ^ 0x8cb92ba72f3d8dd7L, 0xabc98388fb8fac03L);
  }

  static long mix(long a, long b) {
    return a * b ^ Math.unsignedMultiplyHigh(a, b);
  }

  int count() {
    return count;
  }

  /** The entry of this slot; a new one holds zeros and no flags. */
  int find(int owner, long[] s, int w) {
    long k0 = s[w];
    long k1 = s[w + 1];
    long k2 = s[w + 2];
    long k3 = s[w + 3];
    int mask = table.length - 1;
    int at = hash(owner, k0, k1, k2, k3) & mask;
    int entry;
    while ((entry = table[at]) != 0) {
      int i = entry - 1;
      int k = i << 2;
      if (keys[k] == k0 && keys[k + 1] == k1 && keys[k + 2] == k2 && keys[k + 3] == k3 && owners[i] == owner) {
        return i;
      }
      at = (at + 1) & mask;
    }
    return insert(at, owner, k0, k1, k2, k3);
  }

  private int insert(int at, int owner, long k0, long k1, long k2, long k3) {
    if (count == owners.length) {
      grow();
      int mask = table.length - 1;
      at = hash(owner, k0, k1, k2, k3) & mask;
      while (table[at] != 0) {
        at = (at + 1) & mask;
      }
    }
    int i = count++;
    table[at] = i + 1;
    owners[i] = owner;
    flags[i] = 0;
    int k = i << 2;
    keys[k] = k0;
    keys[k + 1] = k1;
    keys[k + 2] = k2;
    keys[k + 3] = k3;
    Word.set(values, k, 0);
    Word.set(originals, k, 0);
    return i;
  }

  private int hash(int owner, long k0, long k1, long k2, long k3) {
    long h = mix(k0 ^ seed0, k1 ^ seed1) ^ mix(k2 ^ seed1, k3 ^ seed0 ^ owner * 0x9e3779b97f4a7c15L);
    return (int) (h ^ h >>> 32);
  }

  private void grow() {
    int capacity = 2 * owners.length;
    owners = Arrays.copyOf(owners, capacity);
    flags = Arrays.copyOf(flags, capacity);
    keys = Arrays.copyOf(keys, 4 * capacity);
    values = Arrays.copyOf(values, 4 * capacity);
    originals = Arrays.copyOf(originals, 4 * capacity);
    table = new int[2 * capacity];
    int mask = table.length - 1;
    for (int i = 0; i < count; i++) {
      int k = i << 2;
      int at = hash(owners[i], keys[k], keys[k + 1], keys[k + 2], keys[k + 3]) & mask;
      while (table[at] != 0) {
        at = (at + 1) & mask;
      }
      table[at] = i + 1;
    }
  }

  void clear() {
    if (count == 0) {
      return;
    }
    count = 0;
    if (owners.length <= KEPT_CAPACITY) {
      Arrays.fill(table, 0);
      return;
    }
    table = new int[2 * FIRST_CAPACITY];
    owners = new int[FIRST_CAPACITY];
    flags = new byte[FIRST_CAPACITY];
    keys = new long[4 * FIRST_CAPACITY];
    values = new long[4 * FIRST_CAPACITY];
    originals = new long[4 * FIRST_CAPACITY];
  }
}
