package org.atoll.sdk.engine;

import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/** What an engine is told. */
public sealed interface Event {
  /** Every 1 000 ms. */
  record Tick() implements Event {}

  record TimerFired(long id) implements Event {}

  /** The block was executed here and its roots agree. */
  record BlockValid(BlockId id) implements Event {}

  record HeadChanged(BlockId oldHead, BlockId newHead) implements Event {}

  record Finalized(BlockId id) implements Event {}

  /** The draft is full, or its deadline is over, or nothing more waits. */
  record ProposalReady(long draftId, int transactions) implements Event {}

  record DraftFailed(long draftId, String why) implements Event {}

  record SealRefused(long draftId, String why) implements Event {}

  /** Batches wait that could be in a block. */
  record PoolHint(int count, long bytes) implements Event {}

  /** From the operator; only to engines with OPERATOR. */
  record Command(Bytes bytes) implements Event {}
}
