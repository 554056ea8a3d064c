package org.atoll.validator.state;

import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.state.Node.Branch;
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

  /** Hashes a branch; takes the arrays. */
  abstract Branch branch(byte[] prefix, @Nullable Node[] children, @Nullable Leaf terminal);

  /** The same branch behind another prefix. */
  abstract Branch reprefix(Branch branch, byte[] prefix);

  /** Root hash of a whole tree. */
  abstract Hash32 root(@Nullable Node root);
}
