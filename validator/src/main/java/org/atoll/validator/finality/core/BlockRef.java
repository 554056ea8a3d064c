package org.atoll.validator.finality.core;

import org.atoll.sdk.value.BlockId;

/**
 * A block as votes name it: {@link #NIL} stands for none.
 *
 * @param height 0 with an id of zeros is nil; genesis is height 0 with its id
 */
public record BlockRef(long height, BlockId id) {
  /** Encoded size in bytes. */
  static final int SIZE = 40;
  public static final BlockRef NIL = new BlockRef(0, BlockId.NONE);

  public BlockRef {
    if (height < 0) {
      throw new IllegalArgumentException("height must not be negative: " + height);
    }
  }

  public boolean isNil() {
    return height == 0 && id.equals(BlockId.NONE);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof BlockRef ref && height == ref.height && id.equals(ref.id));
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return isNil() ? "nil" : height + ":" + id.brief();
  }
}
