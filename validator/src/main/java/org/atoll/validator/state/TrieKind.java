package org.atoll.validator.state;

import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.state.Node.Leaf;
import org.jspecify.annotations.Nullable;

/** How the nodes of one sort of tree are hashed and laid out. Stateless. */
abstract sealed class TrieKind permits RadixKind, MptKind {
  /**
   * An entry that is not yet at its place.
   *
   * @param path packed nibbles
   */
  record Content(Bytes key, byte[] path, @Nullable Bytes value, @Nullable Node storage) {}

  static TrieKind of(TreeScheme scheme) {
    return switch (scheme) {
      case SHA256_RADIX -> RadixKind.INSTANCE;
      case ETHEREUM_MPT -> MptKind.Accounts.INSTANCE;
    };
  }

  /** Packed nibbles of the way to a key. */
  abstract byte[] path(Bytes key);

  /** Hashes an entry that hangs {@code depth} nibbles below the root. */
  abstract Leaf place(Content content, int depth);

  /** The same entry elsewhere. */
  abstract Leaf move(Leaf leaf, int depth);

  /** Hashes a branch. */
  final Branch branch(byte[] prefix, Children children, @Nullable Leaf terminal) {
    var row = BranchRow.write(prefix, children, terminal);
    @Nullable Branch @Nullable [] loaded = null;
    if (BranchRow.hasBelow(row)) {
      loaded = new Branch[16];
      for (int i = 0; i < 16; i++) {
        loaded[i] = children.loaded(i);
      }
    }
    return hash(row, loaded);
  }

  /** A branch from the store. */
  final Branch branch(byte[] row) {
    return hash(row, BranchRow.hasBelow(row) ? new Branch[16] : null);
  }

  /** The same branch behind another prefix. */
  abstract Branch reprefix(Branch branch, byte[] prefix);

  abstract Branch hash(byte[] row, @Nullable Branch @Nullable [] loaded);

  /** Root hash of a whole tree. */
  abstract Hash32 root(@Nullable Node root);
}
