package org.atoll.sdk.engine;

import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/** What an engine asks for. */
public sealed interface Action {
  /** At most 64 alive; setting one again moves it. */
  record SetTimer(long id, long atMillis) implements Action {}

  record CancelTimer(long id) implements Action {}

  /** The publisher fills a draft until the deadline, a limit, or until nothing waits. */
  record BuildBlock(long draftId, BlockId parent, long timestampMillis, long deadlineMillis) implements Action {}

  record DropDraft(long draftId) implements Action {}

  /**
   * @param consensus the engine's bytes of the header, 4 096 at most; with TICKET the ticket source's seal is appended
   */
  record SealBlock(long draftId, Bytes consensus, Seal seal) implements Action {
    /** Without a ticket source. */
    public SealBlock(long draftId, Bytes consensus) {
      this(draftId, consensus, Seal.PLAIN);
    }
  }

  /** How a block is sealed. */
  enum Seal { PLAIN, TICKET }

  /** Asks the ticket source for its output on {@code alpha}; comes back as {@link Event.TicketReady}. */
  record RequestTicket(long height, Bytes alpha) implements Action {}

  /** Execute the block sooner than its rank would have it. */
  record Validate(BlockId id) implements Action {}

  /** Never make the block head on this node. */
  record Reject(BlockId id, String why) implements Action {}

  /** To the same engine on another node; 64 KiB at most. */
  record Send(PublicKey peer, int type, Bytes bytes) implements Action {}

  /** To the same engine on all nodes linked with this one; 64 KiB at most. */
  record Broadcast(int type, Bytes bytes) implements Action {}

  /** Evidence of misbehaviour; the validator checks it by itself. */
  record ReportEvidence(Bytes bytes) implements Action {}

  record Metric(String name, long value) implements Action {}
}
