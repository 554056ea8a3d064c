package org.atoll.sdk.proof;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * Scheme {@code sha256-radix}: a 16-ary, path-compressed tree over keys of 1 to 64 bytes, of which one may begin another. A
 * key's path are its nibbles, high one first. The tree of a set of entries is unique:
 *
 * <ul>
 *   <li>no entry: the root is 32 zero bytes
 *   <li>one entry: a leaf, wherever it hangs: SHA-256 of 00 ‖ u8 key size ‖ key ‖ SHA-256(value)
 *   <li>several: a branch: SHA-256 of 01 ‖ u8 n ‖ the n nibbles all paths go on with, packed high first, the last byte
 *       filled with a zero nibble ‖ u8 t ‖ the leaf of the key that ends here, if t = 1 ‖ u16 bitmap, bit 2^i for child i
 *       ‖ the children's hashes, ascending
 * </ul>
 *
 * <p>A leaf names its whole key, so it also proves that no other key is where it hangs.
 */
public final class RadixTree {
  public static final Hash32 EMPTY_ROOT = Hash32.ZERO;

  static final int LEAF = 0;
  static final int BRANCH = 1;

  private RadixTree() {}

  /** What is hashed for a leaf. */
  public static Bytes leaf(Bytes key, Bytes value) {
    return leafOf(key, Sha256.hash(value));
  }

  private static Bytes leafOf(Bytes key, Hash32 valueHash) {
    var out = new byte[2 + key.size() + Hash32.SIZE];
    out[0] = LEAF;
    out[1] = (byte) key.size();
    System.arraycopy(key.unsafeArray(), 0, out, 2, key.size());
    System.arraycopy(valueHash.bytes().unsafeArray(), 0, out, 2 + key.size(), Hash32.SIZE);
    return Bytes.wrap(out);
  }

  /**
   * Checks a proof.
   *
   * @param nodes what is hashed for each node on the way from the root to where the key is or would be
   * @param value empty: that no entry has this key
   */
  public static boolean verify(Hash32 root, Bytes key, Optional<Bytes> value, List<Bytes> nodes) {
    if (root.equals(EMPTY_ROOT)) {
      return nodes.isEmpty() && value.isEmpty();
    }
    if (nodes.isEmpty()) {
      return false;
    }
    var expected = root.bytes();
    int depth = 0;
    for (int i = 0; i < nodes.size(); i++) {
      var node = nodes.get(i);
      boolean last = i == nodes.size() - 1;
      if (node.isEmpty() || !Sha256.hash(node).bytes().equals(expected)) {
        return false;
      }
      if (node.get(0) == LEAF) {
        return last && provesLeaf(node, key, value);
      }
      var step = step(node, key, depth);
      if (step.isEmpty()) {
        return false;
      }
      if (step.get().child().isEmpty()) {
        return last && value.isEmpty();
      }
      expected = step.get().child().get();
      depth = step.get().depth();
    }
    return false; // the way goes on
  }

  private static boolean provesLeaf(Bytes node, Bytes key, Optional<Bytes> value) {
    int keySize = node.size() < 2 ? -1 : node.get(1) & 0xff;
    if (node.size() != 2 + keySize + Hash32.SIZE) {
      return false;
    }
    boolean same = node.slice(2, 2 + keySize).equals(key);
    return value.isPresent() ? same && node.equals(leaf(key, value.get())) : !same;
  }

  /** Where a branch sends a key: to a child's hash, or nowhere. */
  private record Step(Optional<Bytes> child, int depth) {}

  private static Optional<Step> step(Bytes node, Bytes key, int depth) {
    var in = node.unsafeArray();
    if (in[0] != BRANCH || in.length < 2) {
      return Optional.empty();
    }
    int nibbles = in[1] & 0xff;
    int at = 2 + (nibbles + 1) / 2;
    if (in.length < at + 1) {
      return Optional.empty();
    }
    boolean terminal = in[at] == 1;
    int children = at + 1 + (terminal ? Hash32.SIZE : 0);
    if (in.length < children + 2) {
      return Optional.empty();
    }
    int bitmap = (in[children] & 0xff) << 8 | (in[children + 1] & 0xff);
    if (in.length != children + 2 + Hash32.SIZE * Integer.bitCount(bitmap)) {
      return Optional.empty();
    }
    for (int i = 0; i < nibbles; i++) {
      if (depth + i >= 2 * key.size() || nibble(key.unsafeArray(), depth + i) != nibble(in, 4 + i)) {
        return Optional.of(new Step(Optional.empty(), depth));
      }
    }
    int next = depth + nibbles;
    if (next == 2 * key.size()) {
      return Optional.of(new Step(terminal ? Optional.of(node.slice(at + 1, children)) : Optional.empty(), next));
    }
    int child = nibble(key.unsafeArray(), next);
    if ((bitmap >>> child & 1) == 0) {
      return Optional.of(new Step(Optional.empty(), next));
    }
    int start = children + 2 + Hash32.SIZE * Integer.bitCount(bitmap & (1 << child) - 1);
    return Optional.of(new Step(Optional.of(node.slice(start, start + Hash32.SIZE)), next + 1));
  }

  /** The nibble at {@code index} of packed nibbles. */
  private static int nibble(byte[] packed, int index) {
    return packed[index >> 1] >> ((index & 1) == 0 ? 4 : 0) & 15;
  }
}
