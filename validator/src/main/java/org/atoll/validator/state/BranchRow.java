package org.atoll.validator.state;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.state.Node.Leaf;
import org.atoll.validator.state.Node.Ref;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a branch in the store. They begin with what a radix tree hashes, so that nothing need be copied for it:
 *
 * <ul>
 *   <li>01 ‖ u8 n ‖ n nibbles of the prefix, packed ‖ u8 1 and the ref of the entry that ends here, else 0 ‖ u16 bitmap of
 *       children ‖ the children's refs, 32 bytes each, shorter ones filled up with zeros
 *   <li>u16 bitmap of children that are leaves ‖ u16 bitmap of those with short refs ‖ u8 size of each short ref
 *   <li>the {@linkplain LeafBytes leaf} that ends here, if any, and the children that are leaves
 * </ul>
 */
final class BranchRow {
  private static final int REF = 32;

  private BranchRow() {}

  static byte[] prefix(byte[] row) {
    int count = row[1] & 0xff;
    if (count == 0) {
      return Nibbles.NONE;
    }
    var prefix = new byte[count];
    for (int i = 0; i < count; i++) {
      prefix[i] = (byte) (row[2 + i / 2] >> ((i & 1) == 0 ? 4 : 0) & 15);
    }
    return prefix;
  }

  private static int terminalAt(byte[] row) {
    return 2 + ((row[1] & 0xff) + 1) / 2;
  }

  private static int presentAt(byte[] row) {
    int at = terminalAt(row);
    return at + 1 + (row[at] == 0 ? 0 : REF);
  }

  static int present(byte[] row) {
    return u16(row, presentAt(row));
  }

  /** Number of bytes a radix tree hashes. */
  static int hashedSize(byte[] row) {
    int at = presentAt(row);
    return at + 2 + REF * Integer.bitCount(u16(row, at));
  }

  /** Where the refs begin. */
  static int refsAt(byte[] row) {
    return presentAt(row) + 2;
  }

  static int shortRefs(byte[] row) {
    return u16(row, hashedSize(row) + 2);
  }

  private static int leaves(byte[] row) {
    return u16(row, hashedSize(row));
  }

  /** Size of the ref of a child that is there. */
  static int refSize(byte[] row, int nibble) {
    int at = hashedSize(row);
    int shorts = u16(row, at + 2);
    return (shorts >>> nibble & 1) == 0 ? REF : row[at + 4 + below(shorts, nibble)];
  }

  private static byte[] ref(byte[] row, int nibble) {
    int at = refsAt(row) + REF * below(present(row), nibble);
    return Arrays.copyOfRange(row, at, at + refSize(row, nibble));
  }

  static @Nullable Node child(byte[] row, int nibble, @Nullable Branch loaded) {
    if ((present(row) >>> nibble & 1) == 0) {
      return null;
    }
    if ((leaves(row) >>> nibble & 1) != 0) {
      return LeafBytes.read(row, leafAt(row, nibble), ref(row, nibble), loaded);
    }
    return loaded != null ? loaded : new Ref(ref(row, nibble));
  }

  static @Nullable Leaf terminal(byte[] row) {
    int at = terminalAt(row);
    return row[at] == 0 ? null
        : LeafBytes.read(row, leavesAt(row), Arrays.copyOfRange(row, at + 1, at + 1 + REF), null);
  }

  /** Where the first leaf is. */
  private static int leavesAt(byte[] row) {
    int at = hashedSize(row);
    return at + 4 + Integer.bitCount(u16(row, at + 2));
  }

  private static int leafAt(byte[] row, int nibble) {
    int at = leavesAt(row);
    int skip = below(leaves(row), nibble) + row[terminalAt(row)];
    for (int i = 0; i < skip; i++) {
      at = LeafBytes.end(row, at);
    }
    return at;
  }

  /** Whether a branch can be below one of the children. */
  static boolean hasBelow(byte[] row) {
    int leaves = leaves(row);
    if (leaves != present(row)) {
      return true;
    }
    int at = leafAt(row, 0);
    for (int left = leaves; left != 0; left &= left - 1) {
      if (LeafBytes.hasStorageRef(row, at)) {
        return true;
      }
      at = LeafBytes.end(row, at);
    }
    return false;
  }

  /** Writes the row of a branch. */
  static byte[] write(byte[] prefix, Children children, @Nullable Leaf terminal) {
    var base = children.base() == null ? Nibbles.NONE : children.base().row();
    int basePresent = base.length == 0 ? 0 : present(base);
    int baseLeaves = base.length == 0 ? 0 : leaves(base);
    int baseShorts = base.length == 0 ? 0 : shortRefs(base);
    int present = children.present();
    var refs = new byte[16][];
    int leaves = 0;
    int shorts = 0;
    int size = 9 + (prefix.length + 1) / 2 + REF * Integer.bitCount(present)
        + (terminal == null ? 0 : REF + LeafBytes.size(terminal));
    var starts = new int[17];
    for (int i = 0, at = base.length == 0 ? 0 : leafAt(base, 0); i < 16; i++) {
      boolean wasLeaf = (baseLeaves >>> i & 1) != 0;
      int end = wasLeaf ? LeafBytes.end(base, at) : at;
      starts[i] = at;
      if ((present >>> i & 1) != 0) {
        boolean isLeaf = wasLeaf;
        if (children.isChanged(i)) {
          var child = requireNonNull(children.get(i));
          refs[i] = child.ref();
          isLeaf = child instanceof Leaf;
          size += child instanceof Leaf leaf ? LeafBytes.size(leaf) : 0;
          shorts |= refs[i].length < REF ? 1 << i : 0;
        } else {
          size += end - at;
          shorts |= baseShorts & 1 << i;
        }
        leaves |= isLeaf ? 1 << i : 0;
      }
      at = end;
      starts[i + 1] = end;
    }
    var row = new byte[size + Integer.bitCount(shorts)];
    int at = writeHead(row, prefix, terminal, present);
    int baseRefs = base.length == 0 ? 0 : refsAt(base);
    for (int i = 0; i < 16; i++) {
      if ((present >>> i & 1) != 0) {
        if (refs[i] == null) {
          System.arraycopy(base, baseRefs + REF * below(basePresent, i), row, at, REF);
        } else {
          System.arraycopy(refs[i], 0, row, at, refs[i].length);
        }
        at += REF;
      }
    }
    at = putU16(row, putU16(row, at, leaves), shorts);
    for (int left = shorts; left != 0; left &= left - 1) {
      int i = Integer.numberOfTrailingZeros(left);
      row[at++] = (byte) (refs[i] == null ? refSize(base, i) : refs[i].length);
    }
    if (terminal != null) {
      at = LeafBytes.write(terminal, row, at);
    }
    for (int left = leaves; left != 0; left &= left - 1) {
      int i = Integer.numberOfTrailingZeros(left);
      if (children.isChanged(i)) {
        at = LeafBytes.write((Leaf) requireNonNull(children.get(i)), row, at);
      } else {
        System.arraycopy(base, starts[i], row, at, starts[i + 1] - starts[i]);
        at += starts[i + 1] - starts[i];
      }
    }
    return row;
  }

  private static int writeHead(byte[] row, byte[] prefix, @Nullable Leaf terminal, int present) {
    row[0] = 1;
    int at = writePrefix(row, prefix);
    if (terminal == null) {
      at++;
    } else {
      row[at++] = 1;
      System.arraycopy(terminal.ref(), 0, row, at, REF);
      at += REF;
    }
    return putU16(row, at, present);
  }

  private static int writePrefix(byte[] row, byte[] prefix) {
    row[1] = (byte) prefix.length;
    for (int i = 0; i < prefix.length; i++) {
      row[2 + i / 2] |= (byte) ((i & 1) == 0 ? prefix[i] << 4 : prefix[i]);
    }
    return 2 + (prefix.length + 1) / 2;
  }

  /** The row with another prefix. */
  static byte[] withPrefix(byte[] row, byte[] prefix) {
    int rest = terminalAt(row);
    var changed = new byte[2 + (prefix.length + 1) / 2 + row.length - rest];
    changed[0] = 1;
    int at = writePrefix(changed, prefix);
    System.arraycopy(row, rest, changed, at, row.length - rest);
    return changed;
  }

  /** @throws IllegalArgumentException when the bytes are no branch */
  static void check(byte[] row) {
    try {
      int at = leavesAt(row);
      int present = present(row);
      int leaves = leaves(row);
      boolean sound = row[0] == 1 && (row[terminalAt(row)] & 0xfe) == 0
          && ((leaves | shortRefs(row)) & ~present) == 0;
      for (int i = Integer.bitCount(leaves) + row[terminalAt(row)]; sound && i > 0; i--) {
        at = LeafBytes.end(row, at);
      }
      if (sound && at == row.length) {
        return;
      }
    } catch (IndexOutOfBoundsException cutOff) {
      throw new IllegalArgumentException("node is cut off", cutOff);
    }
    throw new IllegalArgumentException("not a node: " + Bytes.wrap(row));
  }

  private static int below(int bitmap, int nibble) {
    return Integer.bitCount(bitmap & (1 << nibble) - 1);
  }

  private static int u16(byte[] in, int at) {
    return (in[at] & 0xff) << 8 | (in[at + 1] & 0xff);
  }

  private static int putU16(byte[] out, int at, int value) {
    out[at] = (byte) (value >>> 8);
    out[at + 1] = (byte) value;
    return at + 2;
  }
}
