package org.atoll.validator.state;

import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A subtree. Immutable in meaning and shared between layers; only what can be had again from the store comes and goes: a
 * {@link Ref} may take the place of a branch and back, which racing threads may do at will.
 */
sealed interface Node {
  /**
   * What the parent commits to: a 32-byte hash, or for {@code ethereum-mpt} the node's encoding when that is shorter. Not to
   * be changed.
   */
  byte[] ref();

  /** A branch that lies in the store under its path. */
  record Ref(byte[] ref) implements Node {}

  /** One entry. */
  final class Leaf implements Node {
    private final Bytes key;
    private final @Nullable Bytes value;
    private final @Nullable Node @Nullable [] storage; // one element, in an array so that it is published safely
    private final byte[] ref;

    /**
     * @param key within the tree, not hashed
     * @param value what the flat table holds; null for radix trees and for accounts that have storage only
     * @param storage root of the account's storage tree; null without storage
     */
    Leaf(Bytes key, @Nullable Bytes value, @Nullable Node storage, byte[] ref) {
      this.key = key;
      this.value = value;
      this.storage = storage == null ? null : new Node[] {storage};
      this.ref = ref;
    }

    Bytes key() {
      return key;
    }

    @Nullable Bytes value() {
      return value;
    }

    @Nullable Node storage() {
      return storage == null ? null : storage[0];
    }

    /** Puts an equal node in the place of the storage root. */
    void swapStorage(Node equal) {
      if (storage != null) {
        storage[0] = equal;
      }
    }

    @Override
    public byte[] ref() {
      return ref;
    }
  }

  /** A place where paths part. */
  final class Branch implements Node {
    private final byte[] prefix;
    private final @Nullable Node[] children;
    private final @Nullable Leaf terminal;
    private final byte[] inner;
    private final byte[] ref;
    private int used; // generation of the last use; racing writes do no harm

    /**
     * @param prefix nibbles that all paths share before they part, one in each byte
     * @param children 16, null where there is none
     * @param terminal the entry whose path ends here; radix trees only
     * @param inner ref of the branch without its prefix; same as {@code ref} where that is not told apart
     */
    Branch(byte[] prefix, @Nullable Node[] children, @Nullable Leaf terminal, byte[] inner, byte[] ref) {
      this.prefix = prefix;
      this.children = children;
      this.terminal = terminal;
      this.inner = inner;
      this.ref = ref;
    }

    byte[] prefix() {
      return prefix;
    }

    @Nullable Node child(int nibble) {
      return children[nibble];
    }

    /** A copy of the 16 children. */
    @Nullable Node[] children() {
      return children.clone();
    }

    /** Puts an equal node in the place of a child. */
    void swapChild(int nibble, Node equal) {
      children[nibble] = equal;
    }

    @Nullable Leaf terminal() {
      return terminal;
    }

    byte[] inner() {
      return inner;
    }

    @Override
    public byte[] ref() {
      return ref;
    }

    int used() {
      return used;
    }

    void use(int generation) {
      used = generation;
    }
  }
}
