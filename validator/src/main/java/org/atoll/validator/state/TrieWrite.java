package org.atoll.validator.state;

import java.util.Arrays;
import java.util.Comparator;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one entry of a tree.
 *
 * @param path of the entry, packed nibbles
 * @param key of the entry within its tree
 * @param setsValue whether the entry's own value changes
 * @param value the new value; null to delete it
 * @param slots changes to the account's storage, sorted; empty elsewhere
 */
record TrieWrite(byte[] path, Bytes key, boolean setsValue, @Nullable Bytes value, TrieWrite[] slots) {
  static final TrieWrite[] NONE = new TrieWrite[0];

  private static final Comparator<TrieWrite> BY_PATH = (a, b) -> Arrays.compareUnsigned(a.path, b.path);

  static TrieWrite of(byte[] path, Bytes key, @Nullable Bytes value) {
    return new TrieWrite(path, key, true, value, NONE);
  }

  static void sort(TrieWrite[] writes) {
    Arrays.sort(writes, BY_PATH);
  }

  /** Whether an entry is there afterwards if there was none before. */
  boolean creates() {
    if (setsValue && value != null) {
      return true;
    }
    for (var slot : slots) {
      if (slot.creates()) {
        return true;
      }
    }
    return false;
  }
}
