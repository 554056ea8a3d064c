package org.atoll.validator.state;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.state.Node.Branch;
import org.atoll.validator.state.Node.Leaf;
import org.atoll.validator.state.Node.Ref;
import org.jspecify.annotations.Nullable;

/**
 * How nodes lie in the store. Leaves lie in their parent's row, other children are there by reference only.
 *
 * <ul>
 *   <li>branch: u8 prefix length, its nibbles packed, u8 1 and a leaf if a path ends here, else 0, u16 bitmap of children,
 *       u16 bitmap of those that are leaves, children in ascending order
 *   <li>reference: u8 size, bytes
 *   <li>leaf: u8 key size, key, u8 value size + 1 or 0 for none, value, reference, storage root
 *   <li>root: 0 for none, 1 and a reference, 2 and a leaf
 * </ul>
 */
final class NodeCodec {
  private static final int NONE = 0;
  private static final int REF = 1;
  private static final int LEAF = 2;

  private NodeCodec() {}

  static Bytes encode(Branch branch) {
    int leaves = 0;
    int present = 0;
    int size = 7 + branch.prefix().length / 2 + (branch.terminal() == null ? 0 : size(branch.terminal()));
    for (int i = 0; i < 16; i++) {
      var child = branch.child(i);
      if (child != null) {
        present |= 1 << i;
        leaves |= child instanceof Leaf ? 1 << i : 0;
        size += child instanceof Leaf leaf ? size(leaf) : 1 + child.ref().length;
      }
    }
    var out = ByteBuffer.allocate(size);
    var prefix = branch.prefix();
    out.put((byte) prefix.length);
    for (int i = 0; i < prefix.length; i += 2) {
      out.put((byte) (prefix[i] << 4 | (i + 1 < prefix.length ? prefix[i + 1] : 0)));
    }
    var terminal = branch.terminal();
    out.put((byte) (terminal == null ? 0 : 1));
    if (terminal != null) {
      put(out, terminal);
    }
    out.putShort((short) present).putShort((short) leaves);
    for (int i = 0; i < 16; i++) {
      var child = branch.child(i);
      if (child instanceof Leaf leaf) {
        put(out, leaf);
      } else if (child != null) {
        put(out, child.ref());
      }
    }
    return finish(out);
  }

  static Bytes encodeRoot(@Nullable Node root) {
    var out = ByteBuffer.allocate(1 + rootSize(root));
    putRoot(out, root);
    return finish(out);
  }

  /** @throws IllegalArgumentException when the bytes are no branch */
  static Branch decode(TrieKind kind, Bytes row) {
    try {
      var in = ByteBuffer.wrap(row.unsafeArray());
      var prefix = new byte[in.get() & 0xff];
      for (int i = 0; i < prefix.length; i += 2) {
        byte both = in.get();
        prefix[i] = (byte) (both >> 4 & 15);
        if (i + 1 < prefix.length) {
          prefix[i + 1] = (byte) (both & 15);
        }
      }
      var terminal = in.get() == 0 ? null : leaf(in);
      int present = in.getShort();
      int leaves = in.getShort();
      var children = new @Nullable Node[16];
      for (int i = 0; i < 16; i++) {
        if ((present >>> i & 1) != 0) {
          children[i] = (leaves >>> i & 1) != 0 ? leaf(in) : new Ref(ref(in));
        }
      }
      end(in);
      return kind.branch(prefix, children, terminal);
    } catch (BufferUnderflowException cutOff) {
      throw new IllegalArgumentException("node is cut off", cutOff);
    }
  }

  /** @throws IllegalArgumentException when the bytes are no root */
  static @Nullable Node decodeRoot(Bytes row) {
    try {
      var in = ByteBuffer.wrap(row.unsafeArray());
      var root = root(in);
      end(in);
      return root;
    } catch (BufferUnderflowException cutOff) {
      throw new IllegalArgumentException("root is cut off", cutOff);
    }
  }

  private static void putRoot(ByteBuffer out, @Nullable Node root) {
    switch (root) {
      case null -> out.put((byte) NONE);
      case Leaf leaf -> put(out.put((byte) LEAF), leaf);
      case Branch branch -> put(out.put((byte) REF), branch.ref());
      case Ref ref -> put(out.put((byte) REF), ref.ref());
    }
  }

  private static int rootSize(@Nullable Node root) {
    return switch (root) {
      case null -> 0;
      case Leaf leaf -> size(leaf);
      case Branch branch -> 1 + branch.ref().length;
      case Ref ref -> 1 + ref.ref().length;
    };
  }

  private static @Nullable Node root(ByteBuffer in) {
    int tag = in.get();
    return switch (tag) {
      case NONE -> null;
      case REF -> new Ref(ref(in));
      case LEAF -> leaf(in);
      default -> throw new IllegalArgumentException("root has tag " + tag);
    };
  }

  private static void put(ByteBuffer out, Leaf leaf) {
    out.put((byte) leaf.key().size()).put(leaf.key().unsafeArray());
    var value = leaf.value();
    out.put((byte) (value == null ? 0 : value.size() + 1));
    if (value != null) {
      out.put(value.unsafeArray());
    }
    put(out, leaf.ref());
    putRoot(out, leaf.storage());
  }

  private static int size(Leaf leaf) {
    var value = leaf.value();
    if (value != null && value.size() > 254) {
      throw new IllegalArgumentException("a value of " + value.size() + " bytes cannot be in a trie");
    }
    return 4 + leaf.key().size() + (value == null ? 0 : value.size()) + leaf.ref().length + rootSize(leaf.storage());
  }

  private static Leaf leaf(ByteBuffer in) {
    var key = bytes(in, in.get() & 0xff);
    int valueSize = in.get() & 0xff;
    var value = valueSize == 0 ? null : Bytes.wrap(bytes(in, valueSize - 1));
    var ref = ref(in);
    return new Leaf(Bytes.wrap(key), value, root(in), ref);
  }

  private static void put(ByteBuffer out, byte[] ref) {
    out.put((byte) ref.length).put(ref);
  }

  private static byte[] ref(ByteBuffer in) {
    return bytes(in, in.get() & 0xff);
  }

  private static byte[] bytes(ByteBuffer in, int size) {
    var bytes = new byte[size];
    in.get(bytes);
    return bytes;
  }

  private static void end(ByteBuffer in) {
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(in.remaining() + " bytes left over");
    }
  }

  private static Bytes finish(ByteBuffer out) {
    return out.hasRemaining() ? Bytes.copyOfRange(out.array(), 0, out.position()) : Bytes.wrap(out.array());
  }
}
