package org.atoll.validator.chain.core;

import java.util.List;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.execution.BatchResult;

/** What the chain is told. */
public sealed interface ChainEvent {
  /** Batches whose signatures are good; {@code ticket} comes back with the answers. */
  record Submitted(long ticket, List<BatchView> batches) implements ChainEvent {}

  record ChunkDone(long draftId, List<BatchResult> results) implements ChainEvent {}

  record DraftFailed(long draftId, String why) implements ChainEvent {}

  record BlockSealed(long draftId, SealedBlock sealed) implements ChainEvent {}

  /** The block and all before it are on disk. */
  record Persisted(BlockId id) implements ChainEvent {}

  record TimerFired(long id) implements ChainEvent {}

  /** Once a second. */
  record Tick() implements ChainEvent {}

  record ProcessorsChanged() implements ChainEvent {}

  /** For the engine, from the operator. */
  record Command(Bytes bytes) implements ChainEvent {}
}
