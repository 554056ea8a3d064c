package org.atoll.validator.chain.core;

import java.util.List;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.execution.BatchResult;
import org.atoll.validator.forks.core.SealedBlock;
import org.atoll.validator.mempool.core.SenderRules;
import org.atoll.validator.peer.core.PeerMessage;

/** What the chain is told. */
public sealed interface ChainEvent {
  /** Batches whose signatures are good; {@code ticket} comes back with the answers. */
  record Submitted(long ticket, List<BatchView> batches) implements ChainEvent {}

  record ChunkDone(long draftId, List<BatchResult> results) implements ChainEvent {}

  record DraftFailed(long draftId, String why) implements ChainEvent {}

  record BlockSealed(long draftId, SealedBlock sealed) implements ChainEvent {}

  /** Executing another's block gave what its header says. */
  record BlockExecuted(SealedBlock sealed) implements ChainEvent {}

  record BlockRefused(BlockId id, String why) implements ChainEvent {}

  /** Nothing is known about the block: a processor it needs is away or failed. */
  record BlockHeld(BlockId id, String why) implements ChainEvent {}

  /** The unfinal block is on disk. */
  record Stored(BlockId id) implements ChainEvent {}

  /** The final block and all before it are on disk. */
  record Persisted(BlockId id) implements ChainEvent {}

  /** What was fetched is not the state of its block; nothing has changed. */
  record ImportRefused(String why) implements ChainEvent {}

  record TimerFired(TimerKey key) implements ChainEvent {}

  /** Once a second. */
  record Tick() implements ChainEvent {}

  record ProcessorsChanged() implements ChainEvent {}

  /** The operator says whose batches the node takes. */
  record SendersChanged(SenderRules rules) implements ChainEvent {}

  /** For the engine, from the operator. */
  record Command(Bytes bytes) implements ChainEvent {}

  record EngineAvailable(EngineInfo info) implements ChainEvent {}

  record EngineGone(String why) implements ChainEvent {}

  record EngineActed(long life, long seq, List<Action> actions, Bytes snapshot) implements ChainEvent {}

  record EngineJudged(long life, long askId, List<HeaderVerdict> verdicts) implements ChainEvent {}

  record EngineFailed(long life, String why) implements ChainEvent {}

  record PeerUp(PublicKey peer) implements ChainEvent {}

  record PeerDown(PublicKey peer) implements ChainEvent {}

  /** Its signatures are good. */
  record Received(PublicKey from, PeerMessage message) implements ChainEvent {}
}
