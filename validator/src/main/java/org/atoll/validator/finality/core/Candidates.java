package org.atoll.validator.finality.core;

import org.atoll.sdk.engine.EpochView;

/** Which blocks may become final in one instance. */
record Candidates(FinalityChain chain, BlockRef decided, EpochView epoch) {
  /** Highest block of the head's chain that may become final; nil if there is none above d(i−1). */
  BlockRef target() {
    var target = chain.head();
    long cap = epoch.lastHeight();
    if (target.height() > cap) {
      var ancestor = chain.ancestor(target.id(), cap);
      if (ancestor.isEmpty()) {
        return BlockRef.NIL;
      }
      target = new BlockRef(cap, ancestor.get());
    }
    return isOk(target) ? target : BlockRef.NIL;
  }

  /** Executed here with equal roots, and on disk. */
  boolean isReady(BlockRef block) {
    return chain.height(block.id()).isPresent();
  }

  /** Ready, strictly descends from d(i−1), not above the cap. */
  boolean isOk(BlockRef block) {
    var height = chain.height(block.id());
    return height.isPresent() && height.getAsLong() == block.height() && block.height() > decided.height()
        && block.height() <= epoch.lastHeight()
        && chain.ancestor(block.id(), decided.height()).filter(decided.id()::equals).isPresent();
  }
}
