package org.atoll.validator.state;

import java.util.Arrays;
import org.atoll.sdk.value.Bytes;

/**
 * Where a tree's branches lie in the store: {@code 'N'} ‖ prefix (3) ‖ 00, or 01 ‖ account (20) for its storage tree ‖ the
 * nibbles from the root to where the branch hangs, packed ‖ 00 or 01 as their number is even or odd.
 *
 * @param head all before the nibbles
 */
record TrieKey(byte[] head) {
  private static final byte TABLE = 'N';

  /** The family's own tree. */
  static TrieKey family(Bytes prefix) {
    var head = new byte[5];
    head[0] = TABLE;
    System.arraycopy(prefix.unsafeArray(), 0, head, 1, 3);
    return new TrieKey(head);
  }

  /** The storage tree of an account in this family. */
  TrieKey storage(Bytes account) {
    var storage = Arrays.copyOf(head, head.length + account.size());
    storage[4] = 1;
    System.arraycopy(account.unsafeArray(), 0, storage, 5, account.size());
    return new TrieKey(storage);
  }

  /** Of the branch that hangs {@code depth} nibbles along the path. */
  Bytes at(byte[] path, int depth) {
    return at(path, depth, Nibbles.NONE, 0, -1);
  }

  /** Of the branch that hangs {@code depth} nibbles along the path, then {@code count} nibbles of a prefix, then one more. */
  Bytes at(byte[] path, int depth, byte[] prefix, int count, int nibble) {
    int nibbles = depth + count + (nibble < 0 ? 0 : 1);
    var key = Arrays.copyOf(head, head.length + (nibbles + 1) / 2 + 1);
    System.arraycopy(path, 0, key, head.length, depth / 2);
    int at = depth & ~1;
    if ((depth & 1) != 0) {
      put(key, at++, Nibbles.at(path, depth - 1));
    }
    for (int i = 0; i < count; i++) {
      put(key, at++, prefix[i]);
    }
    if (nibble >= 0) {
      put(key, at++, nibble);
    }
    key[key.length - 1] = (byte) (nibbles & 1);
    return Bytes.wrap(key);
  }

  private void put(byte[] key, int index, int nibble) {
    key[head.length + index / 2] |= (byte) ((index & 1) == 0 ? nibble << 4 : nibble);
  }
}
