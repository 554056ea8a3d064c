package org.atoll.validator.chain.core;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.engine.core.HostEffect;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.peer.core.PeerMessage;

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

  /** Batches came into the pool by another way than a client of this node. */
  record Pooled(List<BatchView> batches) implements ChainEffect {}

  /** Will not be in a block any more, although it was admitted. */
  record Dropped(TransactionId id, String why) implements ChainEffect {}

  record StartDraft(long draftId, BlockId parent, long timestampMillis) implements ChainEffect {}

  record Execute(long draftId, List<BatchView> batches) implements ChainEffect {}

  record Abandon(long draftId) implements ChainEffect {}

  /**
   * Compute the draft's roots and sign it.
   *
   * @param certificate for the block to carry; empty: none
   */
  record Seal(long draftId, Bytes consensus, Bytes certificate) implements ChainEffect {}

  /** Execute another's block; its parent is executed or was to be executed before. */
  record Validate(SignedHeader header, List<BatchView> batches) implements ChainEffect {}

  /** Keep an unfinal block over a crash; answered by {@link ChainEvent.Stored}. */
  record Store(SignedHeader header, List<BatchView> batches) implements ChainEffect {}

  /**
   * These blocks are final, lowest first: write them in one step; answered by {@link ChainEvent.Persisted} for the last.
   *
   * @param certificate proof for the last of them; empty where one validator decides alone
   * @param dropped unfinal blocks that are of no use any more
   */
  record Persist(List<BlockId> blocks, Optional<Certificate> certificate, List<BlockId> dropped)
      implements ChainEffect {}

  /** Clients may see the chain up to this block as head now. */
  record Publish(BlockId head) implements ChainEffect {}

  /** Clients may learn that this block, which is on disk, is final. */
  record AnnounceFinal(BlockId id) implements ChainEffect {}

  record SetTimer(TimerKey key, long atMillis) implements ChainEffect {}

  record CancelTimer(TimerKey key) implements ChainEffect {}

  record Metric(String name, long value) implements ChainEffect {}

  /** A line for the log. */
  record Note(String event, String detail) implements ChainEffect {}

  /** A call to the engine's port: one of the first four effects of the host. */
  record CallEngine(HostEffect call) implements ChainEffect {}

  /**
   * Who decides now, and with whom of them this node is to be linked whatever other peers it has. Comes with
   * {@link ChainMachine#start} and whenever it changes.
   */
  record Links(MemberSet members, Set<PublicKey> direct) implements ChainEffect {
    public Links {
      direct = Set.copyOf(direct);
    }
  }

  record Send(PublicKey to, PeerMessage message) implements ChainEffect {}

  record Broadcast(PeerMessage message, Set<PublicKey> except) implements ChainEffect {}

  /** The peer broke a rule. */
  record Penalise(PublicKey peer, String why) implements ChainEffect {}

  /** Answer from the store: certificates from this instance on. */
  record ServeCertificates(PublicKey peer, long fromInstance) implements ChainEffect {}

  /** Answer from the store, {@link PeerMessage.Headers}. */
  record ServeHeaders(PublicKey peer, long fromHeight, int max) implements ChainEffect {}

  /** Answer from the store, {@link PeerMessage.Bodies}. */
  record ServeBodies(PublicKey peer, long fromHeight, int count) implements ChainEffect {}

  /** Answer from the store with a final block, {@link PeerMessage.WholeBlock}, if it is one. */
  record ServeBlock(PublicKey peer, BlockId id) implements ChainEffect {}

  /** Answer with the final block at this height and this node's signature, {@link PeerMessage.Vouched}, if it has one. */
  record ServeVouch(PublicKey peer, Hash32 nonce, long height) implements ChainEffect {}

  /** Answer from the store, {@link PeerMessage.Anchor}. */
  record ServeAnchor(PublicKey peer, long height) implements ChainEffect {}

  /** Answer from the state, {@link PeerMessage.Range}. */
  record ServeRange(PublicKey peer, PeerMessage.WantRange wanted) implements ChainEffect {}

  /**
   * Put this in place of the chain on disk if its root is right. Nothing else is under way to the disk, and the machine
   * gets no event until it is told {@link ChainEvent.ImportRefused} or its {@link ChainMachine#rebased} successor begins.
   */
  record Import(Snapshot snapshot) implements ChainEffect {}

  /** Somebody contradicted himself: bring it on chain now. */
  record Report(Evidence evidence) implements ChainEffect {}

  /** Clear this node of an accusation. */
  record Answer(Hash32 accusationId, Pol pol) implements ChainEffect {}

  /** Keep a proof over a crash, and no longer those of epochs before {@code oldestEpoch}. */
  record KeepPol(Pol pol, long oldestEpoch) implements ChainEffect {}

  /**
   * This node must stop at once: conflicting certificates, or a certified block that it computes differently.
   *
   * @param proof to be kept for people
   */
  record Halt(String why, List<Bytes> proof) implements ChainEffect {}
}
