package org.atoll.seth.state;

import java.util.Arrays;
import org.atoll.seth.precompile.Precompiles;
import org.jspecify.annotations.Nullable;

/** The accounts of one run by address; the objects are reused. Keyed hash as in {@link SlotTable}. Used by one thread. */
final class Accounts {
  private static final int FIRST_CAPACITY = 16;
  private static final int KEPT_CAPACITY = 512;

  private final long seed0;
  private final long seed1;
  private int count;
  private int[] table = new int[2 * FIRST_CAPACITY]; // index + 1, or 0
  private Account[] entries = fresh(new Account[FIRST_CAPACITY], 0);
  private @Nullable Precompiles warm;

  Accounts(long seed) {
    seed0 = SlotTable.mix(seed ^ 0x2545f4914f6cdd1dL, 0x9e6c63d0876a9a35L);
    seed1 = SlotTable.mix(seed ^ 0x5851f42d4c957f2dL, 0xe7037ed1a0b428dbL);
  }

  private static Account[] fresh(Account[] entries, int from) {
    for (int i = from; i < entries.length; i++) {
      entries[i] = new Account();
    }
    return entries;
  }

  /** These count as accessed from the start (EIP-2929); null for none. */
  void warm(@Nullable Precompiles precompiles) {
    warm = precompiles;
  }

  int count() {
    return count;
  }

  Account get(int index) {
    return entries[index];
  }

  /** The entry of this address; a new one is not loaded. */
  Account find(long a0, long a1, int a2) {
    int mask = table.length - 1;
    int at = hash(a0, a1, a2) & mask;
    int entry;
    while ((entry = table[at]) != 0) {
      var account = entries[entry - 1];
      if (account.is(a0, a1, a2)) {
        return account;
      }
      at = (at + 1) & mask;
    }
    if (count == entries.length) {
      grow();
      mask = table.length - 1;
      at = hash(a0, a1, a2) & mask;
      while (table[at] != 0) {
        at = (at + 1) & mask;
      }
    }
    var account = entries[count];
    account.begin(count++, a0, a1, a2);
    account.warm = warm != null && warm.at(a0, a1, a2) != null;
    table[at] = count;
    return account;
  }

  private int hash(long a0, long a1, int a2) {
    long h = SlotTable.mix(a0 ^ seed0, a1 ^ seed1 ^ a2 * 0x9e3779b97f4a7c15L);
    return (int) (h ^ h >>> 32);
  }

  private void grow() {
    int old = entries.length;
    entries = fresh(Arrays.copyOf(entries, 2 * old), old);
    table = new int[4 * old];
    int mask = table.length - 1;
    for (int i = 0; i < count; i++) {
      var account = entries[i];
      int at = hash(account.a0, account.a1, account.a2) & mask;
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
    if (entries.length > KEPT_CAPACITY) {
      entries = fresh(new Account[FIRST_CAPACITY], 0);
      table = new int[2 * FIRST_CAPACITY];
    } else {
      for (int i = 0; i < count; i++) {
        entries[i].begin(0, 0, 0, 0); // lets go of code and keys
      }
      Arrays.fill(table, 0);
    }
    count = 0;
  }
}
