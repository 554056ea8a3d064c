package org.atoll.validator.finality.core;

import java.util.Optional;
import java.util.OptionalLong;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.value.BlockId;

/**
 * The fork tree as the overlay reads it, always of this moment: it may change between steps and while the caller
 * performs effects, not within a step. A block is <em>ready</em> when it was executed here, its roots were equal and it
 * is on disk. The last final block and all its ancestors count as ready.
 */
public interface FinalityChain {
  /** The best ready block. Descends from the last final block once the caller has performed {@code Decided}. */
  BlockRef head();

  /** Height of a ready block; empty for all others, even if their headers are known. */
  OptionalLong height(BlockId id);

  /**
   * The ancestor of a ready block at this height: the block itself at its own. Empty when {@code height} is above it or
   * so far below the last final block that nobody remembers.
   */
  Optional<BlockId> ancestor(BlockId id, long height);

  /** An epoch whose member set is final. */
  Optional<EpochView> epoch(long epoch);

  /**
   * The epoch a height belongs to, if its member set is final. In the step that decides a block it is asked for the height
   * above that block, which the caller does not know to be final yet: the block's own state may answer.
   */
  Optional<EpochView> epochAt(long height);

  /** Whom the finalised past knows: asked for the last decided block, at most once per instance. */
  Activity activity(BlockId decided, int seenBlocks);
}
