package org.atoll.sdk.crypto;

import java.util.List;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * A binary SHA-256 tree over a list: leaf = SHA-256(0x00 ‖ data), node = SHA-256(0x01 ‖ left ‖ right), and leaves that
 * are missing up to the next power of two count as 32 zero bytes. The two tags keep a node from passing as a leaf.
 */
public final class PaddedTree {
  private PaddedTree() {}

  /** Root over the leaves' data; 32 zero bytes for none. */
  public static Hash32 root(List<Bytes> leaves) {
    if (leaves.isEmpty()) {
      return Hash32.ZERO;
    }
    var digest = Sha256.borrow();
    var level = new byte[leaves.size()][];
    for (int i = 0; i < level.length; i++) {
      digest.update((byte) 0);
      level[i] = digest.digest(leaves.get(i).unsafeArray());
    }
    var padding = new byte[Hash32.SIZE]; // root of a subtree without any leaf, at the height reached
    while (level.length > 1) {
      var above = new byte[(level.length + 1) / 2][];
      for (int i = 0; i < above.length; i++) {
        digest.update((byte) 1);
        digest.update(level[2 * i]);
        above[i] = digest.digest(2 * i + 1 < level.length ? level[2 * i + 1] : padding);
      }
      digest.update((byte) 1);
      digest.update(padding);
      padding = digest.digest(padding);
      level = above;
    }
    return Hash32.wrap(level[0]);
  }
}
