package org.atoll.sdk.engine.wire;

import static org.atoll.sdk.engine.wire.EngineCodec.id;
import static org.atoll.sdk.engine.wire.EngineCodec.key;

import org.atoll.sdk.engine.Event;
import org.atoll.sdk.proto.EngineEvent;
import org.atoll.sdk.value.Bytes;

/** Protobuf forms of events. Decoding throws {@link IllegalArgumentException} on anything else. Stateless. */
public final class EventCodec {
  private EventCodec() {}

  public static EngineEvent encode(Event event) {
    var message = EngineEvent.newBuilder();
    switch (event) {
      case Event.Tick ignored -> message.setTick(EngineEvent.Tick.getDefaultInstance());
      case Event.TimerFired(var timer) -> message.setTimerFired(timer);
      case Event.HeaderArrived(var header) -> message.setHeaderArrived(EngineCodec.encode(header));
      case Event.BlockValid(var block) -> message.setBlockValid(id(block));
      case Event.BlockInvalid(var block, var why) ->
          message.setBlockInvalid(EngineEvent.BlockInvalid.newBuilder().setId(id(block)).setWhy(why));
      case Event.HeadChanged(var old, var head) ->
          message.setHeadChanged(EngineEvent.HeadChanged.newBuilder().setOldHead(id(old)).setNewHead(id(head)));
      case Event.Finalized(var block) -> message.setFinalized(id(block));
      case Event.PeerMessage(var from, var type, var bytes) -> message.setPeerMessage(
          EngineEvent.PeerMessage.newBuilder().setFrom(key(from)).setType(type).setBytes(bytes.toByteString()));
      case Event.PeerUp(var peer) -> message.setPeerUp(key(peer));
      case Event.PeerDown(var peer) -> message.setPeerDown(key(peer));
      case Event.TicketReady(var height, var output, var proof) -> message.setTicketReady(EngineEvent.TicketReady
          .newBuilder().setHeight(height).setOutput(output.toByteString()).setProof(proof.toByteString()));
      case Event.TicketFailed(var height, var why) ->
          message.setTicketFailed(EngineEvent.TicketFailed.newBuilder().setHeight(height).setWhy(why));
      case Event.ProposalReady(var draft, var transactions) -> message.setProposalReady(
          EngineEvent.ProposalReady.newBuilder().setDraftId(draft).setTransactions(transactions));
      case Event.DraftFailed(var draft, var why) ->
          message.setDraftFailed(EngineEvent.DraftFailed.newBuilder().setDraftId(draft).setWhy(why));
      case Event.SealRefused(var draft, var why) ->
          message.setSealRefused(EngineEvent.SealRefused.newBuilder().setDraftId(draft).setWhy(why));
      case Event.PoolHint(var count, var bytes) ->
          message.setPoolHint(EngineEvent.PoolHint.newBuilder().setCount(count).setBytes(bytes));
      case Event.Command(var bytes) -> message.setCommand(bytes.toByteString());
      case Event.Deactivate(var height) -> message.setDeactivate(height);
    }
    return message.build();
  }

  public static Event decode(EngineEvent message) {
    return switch (message.getEventCase()) {
      case TICK -> new Event.Tick();
      case TIMER_FIRED -> new Event.TimerFired(message.getTimerFired());
      case HEADER_ARRIVED -> new Event.HeaderArrived(EngineCodec.decode(message.getHeaderArrived()));
      case BLOCK_VALID -> new Event.BlockValid(id(message.getBlockValid()));
      case BLOCK_INVALID ->
          new Event.BlockInvalid(id(message.getBlockInvalid().getId()), message.getBlockInvalid().getWhy());
      case HEAD_CHANGED ->
          new Event.HeadChanged(id(message.getHeadChanged().getOldHead()), id(message.getHeadChanged().getNewHead()));
      case FINALIZED -> new Event.Finalized(id(message.getFinalized()));
      case PEER_MESSAGE -> new Event.PeerMessage(key(message.getPeerMessage().getFrom()),
          message.getPeerMessage().getType(), Bytes.of(message.getPeerMessage().getBytes()));
      case PEER_UP -> new Event.PeerUp(key(message.getPeerUp()));
      case PEER_DOWN -> new Event.PeerDown(key(message.getPeerDown()));
      case TICKET_READY -> new Event.TicketReady(message.getTicketReady().getHeight(),
          Bytes.of(message.getTicketReady().getOutput()), Bytes.of(message.getTicketReady().getProof()));
      case TICKET_FAILED ->
          new Event.TicketFailed(message.getTicketFailed().getHeight(), message.getTicketFailed().getWhy());
      case PROPOSAL_READY -> new Event.ProposalReady(message.getProposalReady().getDraftId(),
          message.getProposalReady().getTransactions());
      case DRAFT_FAILED ->
          new Event.DraftFailed(message.getDraftFailed().getDraftId(), message.getDraftFailed().getWhy());
      case SEAL_REFUSED ->
          new Event.SealRefused(message.getSealRefused().getDraftId(), message.getSealRefused().getWhy());
      case POOL_HINT -> new Event.PoolHint(message.getPoolHint().getCount(), message.getPoolHint().getBytes());
      case COMMAND -> new Event.Command(Bytes.of(message.getCommand()));
      case DEACTIVATE -> new Event.Deactivate(message.getDeactivate());
      case EVENT_NOT_SET -> throw new IllegalArgumentException("empty event");
    };
  }
}
