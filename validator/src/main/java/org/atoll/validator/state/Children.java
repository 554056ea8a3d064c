package org.atoll.validator.state;

import org.jspecify.annotations.Nullable;

/** The 16 children of a branch while it is being changed. */
final class Children {
  private final @Nullable Branch base;
  private final @Nullable Node[] replaced = new Node[16];
  private int changed;

  /** @param base whose children they were; null: none */
  Children(@Nullable Branch base) {
    this.base = base;
  }

  @Nullable Branch base() {
    return base;
  }

  @Nullable Node get(int nibble) {
    if (isChanged(nibble)) {
      return replaced[nibble];
    }
    return base == null ? null : base.child(nibble);
  }

  void set(int nibble, @Nullable Node child) {
    changed |= 1 << nibble;
    replaced[nibble] = child;
  }

  boolean isChanged(int nibble) {
    return (changed >>> nibble & 1) != 0;
  }

  /** Bitmap of children there are. */
  int present() {
    int present = base == null ? 0 : base.present() & ~changed;
    for (int left = changed; left != 0; left &= left - 1) {
      int nibble = Integer.numberOfTrailingZeros(left);
      if (replaced[nibble] != null) {
        present |= 1 << nibble;
      }
    }
    return present;
  }

  /** What is in memory below the child. */
  @Nullable Branch loaded(int nibble) {
    if (!isChanged(nibble)) {
      return base == null ? null : base.loaded(nibble);
    }
    return switch (replaced[nibble]) {
      case Branch branch -> branch;
      case Node.Leaf leaf when leaf.storage() instanceof Branch storage -> storage;
      case null, default -> null;
    };
  }
}
