package org.atoll.validator.state;

import java.util.Arrays;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.state.Node.Leaf;
import org.atoll.validator.state.Node.Ref;
import org.jspecify.annotations.Nullable;

/**
 * How an entry lies in a row, without its own ref: u8 key size ‖ key ‖ u8 value size + 1 ‖ value, or 0 for none ‖ storage: 0 for
 * none, 1 ‖ u8 size ‖ ref of a branch, or 2 ‖ u8 size ‖ ref ‖ the one entry there is. A tree's root lies alone in the same form
 * as a storage root.
 */
final class LeafBytes {
  private static final int NONE = 0;
  private static final int BRANCH = 1;
  private static final int LEAF = 2;

  private LeafBytes() {}

  static int size(Leaf leaf) {
    var value = leaf.value();
    if (value != null && value.size() > 254) {
      throw new IllegalArgumentException("a value of " + value.size() + " bytes cannot be in a trie");
    }
    return 2 + leaf.key().size() + (value == null ? 0 : value.size()) + rootSize(leaf.storage());
  }

  static int write(Leaf leaf, byte[] out, int from) {
    int at = from;
    out[at++] = (byte) leaf.key().size();
    at = put(out, at, leaf.key().unsafeArray());
    var value = leaf.value();
    out[at++] = (byte) (value == null ? 0 : value.size() + 1);
    if (value != null) {
      at = put(out, at, value.unsafeArray());
    }
    return writeRoot(leaf.storage(), out, at);
  }

  /** @param storage the storage root, if it is in memory */
  static Leaf read(byte[] in, int from, byte[] ref, @Nullable Branch storage) {
    int at = from;
    int keySize = in[at++] & 0xff;
    var key = Bytes.copyOfRange(in, at, at + keySize);
    at += keySize;
    int valueSize = (in[at++] & 0xff) - 1;
    var value = valueSize < 0 ? null : Bytes.copyOfRange(in, at, at + valueSize);
    at += Math.max(0, valueSize);
    return new Leaf(key, value, storage != null ? storage : readRoot(in, at), ref);
  }

  /** Where the entry that begins there ends. */
  static int end(byte[] in, int from) {
    int at = storageAt(in, from);
    return switch (in[at]) {
      case NONE -> at + 1;
      case BRANCH -> at + 2 + (in[at + 1] & 0xff);
      case LEAF -> end(in, at + 2 + (in[at + 1] & 0xff));
      default -> throw new IllegalArgumentException("storage root has tag " + in[at]);
    };
  }

  static boolean hasStorageRef(byte[] in, int from) {
    return in[storageAt(in, from)] == BRANCH;
  }

  private static int storageAt(byte[] in, int from) {
    int at = from + 1 + (in[from] & 0xff);
    return at + Math.max(1, in[at] & 0xff);
  }

  private static int rootSize(@Nullable Node root) {
    return switch (root) {
      case null -> 1;
      case Leaf leaf -> 2 + leaf.ref().length + size(leaf);
      case Branch branch -> 2 + branch.ref().length;
      case Ref ref -> 2 + ref.ref().length;
    };
  }

  private static int writeRoot(@Nullable Node root, byte[] out, int from) {
    if (root == null) {
      out[from] = NONE;
      return from + 1;
    }
    out[from] = (byte) (root instanceof Leaf ? LEAF : BRANCH);
    out[from + 1] = (byte) root.ref().length;
    int at = put(out, from + 2, root.ref());
    return root instanceof Leaf leaf ? write(leaf, out, at) : at;
  }

  private static @Nullable Node readRoot(byte[] in, int at) {
    if (in[at] == NONE) {
      return null;
    }
    int refAt = at + 2;
    int refEnd = refAt + (in[at + 1] & 0xff);
    var ref = Arrays.copyOfRange(in, refAt, refEnd);
    return in[at] == BRANCH ? new Ref(ref) : read(in, refEnd, ref, null);
  }

  static Bytes encodeRoot(Node root) {
    var out = new byte[rootSize(root)];
    writeRoot(root, out, 0);
    return Bytes.wrap(out);
  }

  /** @throws IllegalArgumentException when the bytes are no root, or that of an empty tree */
  static Node decodeRoot(Bytes bytes) {
    var in = bytes.unsafeArray();
    try {
      boolean leaf = in[0] == LEAF;
      int refEnd = 2 + (in[1] & 0xff);
      if ((leaf ? end(in, refEnd) : refEnd) == in.length && (leaf || in[0] == BRANCH)) {
        var root = readRoot(in, 0);
        if (root != null) {
          return root;
        }
      }
    } catch (IndexOutOfBoundsException cutOff) {
      throw new IllegalArgumentException("root is cut off", cutOff);
    }
    throw new IllegalArgumentException("not a root: " + bytes);
  }

  private static int put(byte[] out, int at, byte[] part) {
    System.arraycopy(part, 0, out, at, part.length);
    return at + part.length;
  }
}
