package org.atoll.validator.state;

import static java.util.Objects.requireNonNull;

import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.proof.RadixTree;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.state.Node.Branch;
import org.atoll.validator.state.Node.Leaf;
import org.jspecify.annotations.Nullable;

/** {@link RadixTree}: a leaf's hash does not depend on where it hangs, so leaves keep no value. */
final class RadixKind extends TrieKind {
  static final RadixKind INSTANCE = new RadixKind();

  private RadixKind() {}

  @Override
  byte[] path(Bytes key) {
    return key.unsafeArray();
  }

  @Override
  Leaf place(Content content, int depth) {
    var leaf = RadixTree.leaf(content.key(), requireNonNull(content.value(), "value"));
    return new Leaf(content.key(), null, null, hash(leaf));
  }

  @Override
  Leaf move(Leaf leaf, int depth) {
    return leaf;
  }

  @Override
  Branch branch(byte[] prefix, @Nullable Node[] children, @Nullable Leaf terminal) {
    var ref = hash(encode(prefix, children, terminal));
    return new Branch(prefix, children, terminal, ref, ref);
  }

  @Override
  Branch reprefix(Branch branch, byte[] prefix) {
    return branch(prefix, branch.children(), branch.terminal());
  }

  @Override
  Hash32 root(@Nullable Node root) {
    return root == null ? RadixTree.EMPTY_ROOT : Hash32.wrap(root.ref().clone());
  }

  /** What is hashed for a branch. */
  static Bytes encode(Branch branch) {
    return encode(branch.prefix(), branch.children(), branch.terminal());
  }

  private static Bytes encode(byte[] prefix, @Nullable Node[] children, @Nullable Leaf terminal) {
    int count = 0;
    int bitmap = 0;
    for (int i = 0; i < 16; i++) {
      if (children[i] != null) {
        count++;
        bitmap |= 1 << i;
      }
    }
    var out = new byte[2 + (prefix.length + 1) / 2 + 1 + (terminal == null ? 0 : 32) + 2 + 32 * count];
    out[0] = 1;
    out[1] = (byte) prefix.length;
    for (int i = 0; i < prefix.length; i++) {
      out[2 + i / 2] |= (byte) ((i & 1) == 0 ? prefix[i] << 4 : prefix[i]);
    }
    int at = 2 + (prefix.length + 1) / 2;
    if (terminal != null) {
      out[at] = 1;
      System.arraycopy(terminal.ref(), 0, out, at + 1, 32);
      at += 32;
    }
    out[++at] = (byte) (bitmap >>> 8);
    out[++at] = (byte) bitmap;
    at++;
    for (var child : children) {
      if (child != null) {
        System.arraycopy(child.ref(), 0, out, at, 32);
        at += 32;
      }
    }
    return Bytes.wrap(out);
  }

  private static byte[] hash(Bytes preimage) {
    return Sha256.hash(preimage).bytes().unsafeArray();
  }
}
