package org.atoll.validator.state;

import static java.util.Objects.requireNonNull;

import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.MerklePatricia;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.state.Node.Leaf;
import org.jspecify.annotations.Nullable;

/**
 * Ethereum's secure trie: the path is keccak of the key; a branch with a prefix stands for an extension node and the branch
 * node below it; nodes shorter than 32 bytes stand in their parent instead of a hash.
 */
abstract sealed class MptKind extends TrieKind {
  @Override
  byte[] path(Bytes key) {
    return Keccak.digest(key.unsafeArray(), 0, key.size());
  }

  @Override
  Leaf place(Content content, int depth) {
    var encoded = leaf(content, depth);
    return new Leaf(content.key(), content.value(), content.storage(), ref(encoded));
  }

  @Override
  Leaf move(Leaf leaf, int depth) {
    return place(new Content(leaf.key(), path(leaf.key()), leaf.value(), leaf.storage()), depth);
  }

  @Override
  Branch reprefix(Branch branch, byte[] prefix) {
    return new Branch(BranchRow.withPrefix(branch.row(), prefix), branch.inner(), wrap(prefix, branch.inner()),
        branch.loaded());
  }

  @Override
  Branch hash(byte[] row, @Nullable Branch @Nullable [] loaded) {
    var inner = ref(MptEncoder.branch(row));
    return new Branch(row, inner, wrap(BranchRow.prefix(row), inner), loaded);
  }

  @Override
  Hash32 root(@Nullable Node root) {
    return root == null ? MerklePatricia.EMPTY_ROOT : Hash32.wrap(rootOf(root));
  }

  /** The root's hash: even of a short node. */
  static byte[] rootOf(Node root) {
    var ref = root.ref();
    return ref.length == 32 ? ref.clone() : Keccak.digest(ref, 0, ref.length);
  }

  /** RLP of the leaf node. */
  abstract byte[] leaf(Content content, int depth);

  private static byte[] wrap(byte[] prefix, byte[] inner) {
    return prefix.length == 0 ? inner : ref(MptEncoder.extension(prefix, inner));
  }

  private static byte[] ref(byte[] encoded) {
    return encoded.length < 32 ? encoded : Keccak.digest(encoded, 0, encoded.length);
  }

  /** Accounts by keccak of their address. */
  static final class Accounts extends MptKind {
    static final Accounts INSTANCE = new Accounts();

    private Accounts() {}

    @Override
    byte[] leaf(Content content, int depth) {
      var storage = content.storage();
      var root = storage == null ? MerklePatricia.EMPTY_ROOT.bytes().unsafeArray() : rootOf(storage);
      return MptEncoder.leaf(content.path(), depth, MptEncoder.account(content.value(), root));
    }
  }

  /** One account's slots by keccak of their number. */
  static final class Slots extends MptKind {
    static final Slots INSTANCE = new Slots();

    private Slots() {}

    @Override
    byte[] leaf(Content content, int depth) {
      return MptEncoder.leaf(content.path(), depth, MptEncoder.string(requireNonNull(content.value(), "value")));
    }
  }
}
