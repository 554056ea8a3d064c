package org.atoll.sdk.engine;

import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/** What an engine is told. */
public sealed interface Event {
  /** Every 1 000 ms. */
  record Tick() implements Event {}

  record TimerFired(long id) implements Event {}

  /** Another's header that may be in the chain: its parent is known and {@code verifyHeader} accepted it. */
  record HeaderArrived(Header header) implements Event {}

  /** The block was executed here and its roots agree. */
  record BlockValid(BlockId id) implements Event {}

  /** The block broke a rule or its roots differ from what executing it gave; it is never head here. */
  record BlockInvalid(BlockId id, String why) implements Event {}

  record HeadChanged(BlockId oldHead, BlockId newHead) implements Event {}

  record Finalized(BlockId id) implements Event {}

  /**
   * From the same engine on another node.
   *
   * @param from that node's key
   */
  record PeerMessage(PublicKey from, int type, Bytes bytes) implements Event {}

  record PeerUp(PublicKey peer) implements Event {}

  record PeerDown(PublicKey peer) implements Event {}

  /** Answer to {@link Action.RequestTicket}: the ticket source's output and proof. */
  record TicketReady(long height, Bytes output, Bytes proof) implements Event {}

  record TicketFailed(long height, String why) implements Event {}

  /** The draft is full, or its deadline is over, or nothing more waits. */
  record ProposalReady(long draftId, int transactions) implements Event {}

  record DraftFailed(long draftId, String why) implements Event {}

  record SealRefused(long draftId, String why) implements Event {}

  /** Batches wait that could be in a block; at most ten a second. */
  record PoolHint(int count, long bytes) implements Event {}

  /** From the operator; only to engines with OPERATOR. */
  record Command(Bytes bytes) implements Event {}

  /** The last event: another engine takes over after this height. Nothing may be asked for any more. */
  record Deactivate(long atHeight) implements Event {}
}
