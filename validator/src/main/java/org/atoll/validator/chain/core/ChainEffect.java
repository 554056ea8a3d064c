package org.atoll.validator.chain.core;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;

/** What the chain wants done. */
public sealed interface ChainEffect {
  /** One entry a batch, in order; empty: admitted. */
  record Admitted(long ticket, List<BatchView> accepted, List<Optional<Refusal>> refusals) implements ChainEffect {}

  /** Will not be in a block any more, although it was admitted. */
  record Dropped(TransactionId id, String why) implements ChainEffect {}

  record StartDraft(long draftId, BlockId parent, long timestampMillis) implements ChainEffect {}

  record Execute(long draftId, List<BatchView> batches) implements ChainEffect {}

  record Finish(long draftId) implements ChainEffect {}

  record Abandon(long draftId) implements ChainEffect {}

  record Seal(long draftId, Bytes consensus) implements ChainEffect {}

  record Persist(BlockId id) implements ChainEffect {}

  /** Clients may see the block now. */
  record Publish(BlockId id) implements ChainEffect {}

  record SetTimer(long id, long atMillis) implements ChainEffect {}

  record CancelTimer(long id) implements ChainEffect {}

  record Metric(String name, long value) implements ChainEffect {}
}
