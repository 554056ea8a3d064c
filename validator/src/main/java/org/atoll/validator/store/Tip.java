package org.atoll.validator.store;

import static java.util.Objects.requireNonNull;

import org.atoll.sdk.value.BlockId;

/**
 * The last step known to be durable, kept beside the database.
 *
 * @param height of the last final block of that step
 * @param step number of the step, 1 or more
 * @param guardSequence the signing guard's sequence number at that time; 0 when unknown
 */
public record Tip(long height, BlockId blockId, long step, long guardSequence) {
  public Tip {
    requireNonNull(blockId, "blockId");
    if (step < 1) {
      throw new IllegalArgumentException("step must be at least 1: " + step);
    }
  }
}
