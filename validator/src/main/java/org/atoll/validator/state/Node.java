package org.atoll.validator.state;

import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/** A subtree. Immutable in meaning and shared between layers. */
sealed interface Node permits Node.Ref, Node.Leaf, Branch {
  /**
   * What the parent commits to: a 32-byte hash, or for {@code ethereum-mpt} the node's encoding when that is shorter. Not to
   * be changed.
   */
  byte[] ref();

  /** A branch that lies in the store under its path. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Ref(byte[] ref) implements Node {}

  /**
   * One entry. Kept in its parent's row; an object only while it is looked at.
   *
   * @param key within the tree, not hashed
   * @param value what the flat table holds; null for radix trees and for accounts that have storage only
   * @param storage root of the account's storage tree; null without storage
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Leaf(Bytes key, @Nullable Bytes value, @Nullable Node storage, byte[] ref) implements Node {}
}
