package org.atoll.gossip.zmq;

import org.atoll.gossip.MessageType;
import org.atoll.gossip.Offence;
import org.atoll.gossip.PeerId;
import org.atoll.gossip.core.Assembly;
import org.atoll.gossip.core.Frame;
import org.atoll.gossip.core.FrameCodec;
import org.atoll.gossip.core.FrameCodec.Decoded;
import org.atoll.gossip.core.Handshake;
import org.atoll.gossip.core.Peering;
import org.atoll.gossip.core.PeeringEvent;
import org.atoll.sdk.value.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frames that came in: handshake first, then control and messages, each within its budget. Socket thread only. */
final class Intake {
  /** What a frame leads to. */
  interface Consequences {
    void tell(PeeringEvent event);

    /** No link: answers why, then cuts. */
    void refuse(Wire wire, String why);

    /** The handshake is done. */
    void opened(Wire wire, Handshake.Remote remote);
  }

  private static final Logger log = LoggerFactory.getLogger(Intake.class);
  /** How CURVE's MESSAGE command begins on the wire. */
  private static final Bytes CURVE_MESSAGE = Bytes.fromHex("074d455353414745");

  private final Rim rim;
  private final Peering peering;
  private final Consequences consequences;

  Intake(Rim rim, Peering peering, Consequences consequences) {
    this.rim = rim;
    this.peering = peering;
    this.consequences = consequences;
  }

  void frame(Wire wire, Bytes bytes, long nowMillis) {
    rim.counters().add("bytes_in", bytes.size());
    if (wire.peer.isEmpty()) {
      shakeHands(wire, bytes);
      return;
    }
    var peer = wire.peer.get();
    peering.heard(wire.id, nowMillis);
    switch (FrameCodec.decode(bytes)) {
      case Decoded.Bad(var why) -> {
        if (isEncrypted(bytes) && wire.mayTalk(nowMillis)) {
          rim.counters().increment("frames_astray");
          wire.assemblies.all().forEach(Assembly::lose);
        } else {
          offend(peer, Offence.UNDECODABLE, "undecodable");
        }
      }
      case Decoded.Ok(Frame.Talk(var control)) -> {
        if (wire.mayTalk(nowMillis)) {
          consequences.tell(new PeeringEvent.Said(wire.id, control));
        } else {
          offend(peer, Offence.OVER_BUDGET, "control");
        }
      }
      case Decoded.Ok(Frame.Piece piece) -> piece(wire, peer, piece, nowMillis);
      case Decoded.Ok(Frame.Hello _), Decoded.Ok(Frame.Welcome _), Decoded.Ok(Frame.Proof _),
          Decoded.Ok(Frame.Refuse _) -> offend(peer, Offence.UNDECODABLE, "handshake");
    }
  }

  /**
   * JeroMQ 0.6 hands a frame on without decrypting it when its queue of received ones was full: the frame is lost through
   * no fault of the peer.
   */
  private static boolean isEncrypted(Bytes frame) {
    return frame.startsWith(CURVE_MESSAGE);
  }

  private void shakeHands(Wire wire, Bytes bytes) {
    if (bytes.size() > FrameCodec.MAX_HANDSHAKE) {
      consequences.refuse(wire, "handshake too large");
      return;
    }
    switch (FrameCodec.decode(bytes)) {
      case Decoded.Bad(var why) -> consequences.refuse(wire, why);
      case Decoded.Ok(var frame) -> {
        switch (wire.handshake.receive(frame)) {
          case Handshake.Step.Reply(var reply) -> wire.outgoing.offerControl(reply);
          case Handshake.Step.DoneWith(var last, var remote) -> {
            wire.outgoing.offerControl(last);
            consequences.opened(wire, remote);
          }
          case Handshake.Step.Done(var remote) -> consequences.opened(wire, remote);
          case Handshake.Step.Refused(var why) -> consequences.refuse(wire, why);
        }
      }
    }
  }

  private void piece(Wire wire, PeerId peer, Frame.Piece piece, long nowMillis) {
    var type = rim.types().of(piece.type());
    if (type.isEmpty() || !peering.isPeered(wire.id)) {
      offend(peer, Offence.UNDECODABLE, type.isEmpty() ? "unknown-type" : "not-peered");
      return;
    }
    var assembly = wire.assemblies.of(type.get().lane());
    switch (wire.budget.charge(type.get(), piece.first(), piece.chunk().size(), nowMillis)) {
      case TAKE -> take(peer, type.get(), assembly.accept(type.get(), piece));
      case REFUSE -> refused(type.get(), assembly, piece);
      case REFUSE_AND_PENALISE -> {
        refused(type.get(), assembly, piece);
        offend(peer, Offence.OVER_BUDGET, type.get().lane().name());
      }
    }
  }

  private void take(PeerId peer, MessageType type, Assembly.Result result) {
    switch (result) {
      case Assembly.Result.Nothing() -> { }
      case Assembly.Result.Whole(var body) -> {
        rim.counters().increment("messages_in{" + type.name() + "}");
        rim.listener().received(peer, type.lane(), type.code(), body);
      }
      case Assembly.Result.Bad(var why) -> offend(peer, Offence.UNDECODABLE, "pieces");
    }
  }

  private void refused(MessageType type, Assembly assembly, Frame.Piece piece) {
    rim.counters().increment("limit_hits{" + type.lane() + "}");
    assembly.skip(piece);
  }

  private void offend(PeerId peer, Offence offence, String reason) {
    rim.counters().increment("peer_penalties{" + reason + "}");
    log.info("event=peer.offence peer={} offence={} reason={}", peer, offence, reason);
    consequences.tell(new PeeringEvent.Offended(peer, offence));
  }
}
