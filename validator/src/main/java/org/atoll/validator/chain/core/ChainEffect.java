package org.atoll.validator.chain.core;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;

/** What the chain wants done. */
public sealed interface ChainEffect {
  /**
   * Answer to what was submitted.
   *
   * @param refusals one entry a batch, in order; empty: admitted
   * @param executable ids of those the next block could hold, because no earlier nonce is missing
   */
  record Admitted(long ticket, List<BatchView> accepted, List<Optional<Refusal>> refusals,
      Set<TransactionId> executable) implements ChainEffect {}

  /** Will not be in a block any more, although it was admitted. */
  record Dropped(TransactionId id, String why) implements ChainEffect {}

  record StartDraft(long draftId, BlockId parent, long timestampMillis) implements ChainEffect {}

  record Execute(long draftId, List<BatchView> batches) implements ChainEffect {}

  record Abandon(long draftId) implements ChainEffect {}

  /** Compute the draft's roots and sign it. */
  record Seal(long draftId, Bytes consensus) implements ChainEffect {}

  record Persist(BlockId id) implements ChainEffect {}

  /** Clients may see the block now. */
  record Publish(BlockId id) implements ChainEffect {}

  record SetTimer(long id, long atMillis) implements ChainEffect {}

  record CancelTimer(long id) implements ChainEffect {}

  record Metric(String name, long value) implements ChainEffect {}
}
