package org.atoll.validator.chain.core;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.engine.core.EngineState;
import org.atoll.validator.engine.core.HostEffect;
import org.atoll.validator.peer.core.PeerMessage;
import org.jspecify.annotations.Nullable;

/** Does what the engine asks for, as far as the validator's rules let it. */
final class EngineDesk {
  /** Blocks that may wait for the disk before building pauses, where one validator decides alone. */
  private static final int MAX_UNPERSISTED = 4;
  private static final long MAX_EARLY_MILLIS = 500;
  private static final TimerKey ENGINE_TIMER = new TimerKey.Engine();

  /** What the desk asks of its owner. */
  interface Owner {
    void judged(long askId, List<HeaderVerdict> verdicts);

    /** The engine is up: it should know what waits. */
    void up();

    /** Execute what is to be executed. */
    void execute();

    /** The block is never to be head. */
    void reject(BlockId id, String why);

    /** Why no block may be built now; null: one may. */
    @Nullable String refusal();

    /** The engine wants a draft begun. */
    void building();

    /** The engine says that this proves misbehaviour. */
    void evidence(Bytes bytes);

    /** Final blocks on their way to the disk. */
    int persisting();

    /** Certificate for a block on the head; empty: none. */
    Bytes certificate();
  }

  private final ChainState chain;
  private final Drafting drafting;
  private final Consumer<Event> toEngine;
  private final Owner owner;
  private Action.@Nullable BuildBlock postponed;
  private long postponedAt;

  EngineDesk(ChainState chain, Drafting drafting, Consumer<Event> toEngine, Owner owner) {
    this.chain = chain;
    this.drafting = drafting;
    this.toEngine = toEngine;
    this.owner = owner;
  }

  void perform(List<HostEffect> effects) {
    for (var effect : effects) {
      switch (effect) {
        case HostEffect.CallInit call -> chain.emit(new ChainEffect.CallEngine(call));
        case HostEffect.CallStep call -> chain.emit(new ChainEffect.CallEngine(call));
        case HostEffect.CallAsk call -> chain.emit(new ChainEffect.CallEngine(call));
        case HostEffect.Discard call -> chain.emit(new ChainEffect.CallEngine(call));
        case HostEffect.Perform(var action) -> perform(action);
        case HostEffect.Verdicts(var ask, var verdicts) -> owner.judged(ask, verdicts);
        case HostEffect.DropDrafts() -> {
          drafting.abandonAll();
          postponed = null;
        }
        case HostEffect.WakeAt(var at) -> chain.emit(new ChainEffect.SetTimer(ENGINE_TIMER, at));
        case HostEffect.Note(var state) -> {
          chain.note("engine.state", "state=\"" + state + '"');
          if (state instanceof EngineState.Up) {
            owner.up();
          }
        }
        case HostEffect.Fingerprint(var events, var hash) ->
            chain.note("engine.fingerprint", "events=" + events + " actions=" + hash);
      }
    }
  }

  private void perform(Action action) {
    switch (action) {
      case Action.SetTimer ignored -> {} // the host keeps timers
      case Action.CancelTimer ignored -> {}
      case Action.BuildBlock build -> {
        owner.building();
        build(build);
      }
      case Action.DropDraft(var id) -> {
        if (!drafting.abandon(id) && postponed != null && postponed.draftId() == id) {
          postponed = null;
        }
      }
      case Action.SealBlock(var id, var consensus, var seal) -> seal(id, consensus, seal);
      case Action.RequestTicket(var height, var ignored) ->
          toEngine.accept(new Event.TicketFailed(height, "this node has no ticket source"));
      case Action.Validate ignored -> owner.execute();
      case Action.Reject(var id, var why) -> owner.reject(id, why);
      case Action.Send(var peer, var type, var bytes) ->
          chain.emit(new ChainEffect.Send(peer, new PeerMessage.EngineMessage(type, bytes)));
      case Action.Broadcast(var type, var bytes) ->
          chain.emit(new ChainEffect.Broadcast(new PeerMessage.EngineMessage(type, bytes), Set.of()));
      case Action.ReportEvidence(var bytes) ->
          owner.evidence(bytes);
      case Action.Metric(var name, var value) -> chain.emit(new ChainEffect.Metric(name, value));
    }
  }

  private void seal(long id, Bytes consensus, Action.Seal seal) {
    if (seal == Action.Seal.TICKET) {
      drafting.refuse(id, "this node has no ticket source");
      return;
    }
    drafting.seal(id, consensus, owner.certificate());
  }

  private void build(Action.BuildBlock build) {
    if (chain.rules.decidesAlone()) {
      if (owner.persisting() >= MAX_UNPERSISTED) {
        postponed = build;
        postponedAt = chain.now;
      } else {
        drafting.build(build);
      }
      return;
    }
    var refusal = owner.refusal();
    if (refusal == null && chain.lag() >= chain.rules.finality().maxLagBlocks()) {
      refusal = "nothing was final for " + chain.lag() + " blocks";
    } else if (refusal == null && build.timestampMillis() > chain.now + MAX_EARLY_MILLIS) {
      refusal = "its time has not come";
    }
    if (refusal != null) {
      toEngine.accept(new Event.DraftFailed(build.draftId(), refusal));
    } else {
      drafting.build(build);
    }
  }

  /** The disk has caught up: a build that waited for it begins. */
  void resume() {
    var build = postponed;
    if (build != null) {
      postponed = null;
      build(new Action.BuildBlock(build.draftId(), build.parent(), build.timestampMillis(),
          build.deadlineMillis() + chain.now - postponedAt));
    }
  }
}
