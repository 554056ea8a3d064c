package org.atoll.validator.state;

import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A place where paths part: the bytes of its row in the store, see {@link BranchRow}, and those branches below it that are in
 * memory. Immutable but for these, which come and go without a change in meaning, and which racing threads may set at will.
 */
final class Branch implements Node {
  private final byte[] row;
  private final byte[] inner;
  private final byte[] ref;
  private final @Nullable Branch @Nullable [] loaded; // by nibble: the child, or the storage root of a leaf child
  private int used; // generation of the last use; racing writes do no harm

  /**
   * @param inner ref of the branch without its prefix; same as {@code ref} where that is not told apart
   * @param loaded 16, or null when nothing can be loaded; may be shared with the same branch behind another prefix
   */
  Branch(byte[] row, byte[] inner, byte[] ref, @Nullable Branch @Nullable [] loaded) {
    this.row = row;
    this.inner = inner;
    this.ref = ref;
    this.loaded = loaded;
  }

  /** Not to be changed. */
  byte[] row() {
    return row;
  }

  byte[] inner() {
    return inner;
  }

  @Override
  public byte[] ref() {
    return ref;
  }

  @Nullable Branch @Nullable [] loaded() {
    return loaded;
  }

  /** The branch in memory that is this child, or this leaf child's storage root. */
  @Nullable Branch loaded(int nibble) {
    return loaded == null ? null : loaded[nibble];
  }

  /** Keeps a branch that was read from the store; null to forget it. */
  void load(int nibble, @Nullable Branch branch) {
    if (loaded != null) {
      loaded[nibble] = branch;
    }
  }

  /** Nibbles that all paths share before they part, one in each byte. */
  byte[] prefix() {
    return BranchRow.prefix(row);
  }

  /** Bitmap of children. */
  int present() {
    return BranchRow.present(row);
  }

  @Nullable Node child(int nibble) {
    return BranchRow.child(row, nibble, loaded(nibble));
  }

  /** The entry whose path ends here; radix trees only. */
  @Nullable Leaf terminal() {
    return BranchRow.terminal(row);
  }

  int used() {
    return used;
  }

  void use(int generation) {
    used = generation;
  }

  /** Rough size in memory. */
  int weight() {
    return 200 + row.length + (loaded == null ? 0 : 80);
  }

  Bytes stored() {
    return Bytes.wrap(row);
  }
}
