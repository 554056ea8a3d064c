package org.atoll.validator.state;

import static java.util.Objects.requireNonNull;

import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.proof.RadixTree;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
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
  Branch reprefix(Branch branch, byte[] prefix) {
    return hash(BranchRow.withPrefix(branch.row(), prefix), branch.loaded());
  }

  @Override
  Branch hash(byte[] row, @Nullable Branch @Nullable [] loaded) {
    var ref = hash(preimage(row));
    return new Branch(row, ref, ref, loaded);
  }

  @Override
  Hash32 root(@Nullable Node root) {
    return root == null ? RadixTree.EMPTY_ROOT : Hash32.wrap(root.ref().clone());
  }

  /** What is hashed for a branch. */
  static Bytes preimage(byte[] row) {
    return Bytes.copyOfRange(row, 0, BranchRow.hashedSize(row));
  }

  private static byte[] hash(Bytes preimage) {
    return Sha256.hash(preimage).bytes().unsafeArray();
  }
}
