package org.atoll.validator.engine.core;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.proto.DevCommandRequest;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Engine {@code dev}: one validator publishes whenever something waits, at an interval, or on command. Blocks are at
 * least a second apart in their own time, because the tools of the Hardhat family expect that, even if they follow
 * each other faster.
 */
public final class DevEngine implements Engine {
  public static final String NAME = "dev";
  public static final String VERSION = "1.0";

  private static final long INTERVAL_TIMER = 1;
  private static final long SECOND = 1_000;

  private boolean automine;
  private long intervalMillis;
  private long offsetMillis;
  private long nextTimestampMillis;
  private @Nullable PublicKey member;
  private @Nullable Header head;
  private boolean drafting;
  /** The block under way is wanted even if it is empty. */
  private boolean forced;
  private long toMine;
  private long drafts;
  private boolean over;

  /**
   * @param intervalMillis time between blocks; 0 for none
   * @param automine whether a waiting batch brings a block at once
   */
  public DevEngine(long intervalMillis, boolean automine) {
    if (intervalMillis < 0) {
      throw new IllegalArgumentException("block interval must not be negative: " + intervalMillis);
    }
    this.intervalMillis = intervalMillis;
    this.automine = automine;
  }

  @Override
  public EngineInfo info() {
    return new EngineInfo(NAME, VERSION, Set.of(EngineInfo.Capability.FORKING, EngineInfo.Capability.OPERATOR));
  }

  @Override
  public List<Action> init(InitContext context, long nowMillis, ReadView view) {
    head = context.anchor();
    member = context.own();
    return intervalMillis > 0 ? List.of(new Action.SetTimer(INTERVAL_TIMER, nowMillis + intervalMillis)) : List.of();
  }

  @Override
  public List<Action> step(Event event, long nowMillis, ReadView view) {
    if (over) {
      return List.of();
    }
    return switch (event) {
      case Event.PoolHint hint -> onHint(nowMillis);
      case Event.TimerFired(var id) when id == INTERVAL_TIMER && intervalMillis > 0 -> onInterval(nowMillis);
      case Event.ProposalReady(var draft, var transactions) -> onProposal(draft, transactions, nowMillis);
      case Event.HeadChanged(var ignored, var newHead) -> onHead(newHead, nowMillis, view);
      case Event.DraftFailed failed -> onDraftGone(nowMillis);
      case Event.SealRefused refused -> onDraftGone(nowMillis);
      case Event.Command(var bytes) -> onCommand(bytes, nowMillis);
      case Event.TimerFired ignored -> List.of();
      case Event.Tick ignored -> List.of();
      case Event.BlockValid ignored -> List.of();
      case Event.Finalized ignored -> List.of();
      case Event.HeaderArrived ignored -> List.of();
      case Event.BlockInvalid ignored -> List.of();
      case Event.PeerMessage ignored -> List.of();
      case Event.PeerUp ignored -> List.of();
      case Event.PeerDown ignored -> List.of();
      case Event.TicketReady ignored -> List.of();
      case Event.TicketFailed ignored -> List.of();
      case Event.Deactivate ignored -> onDeactivate();
    };
  }

  private List<Action> onDeactivate() {
    over = true;
    return List.of();
  }

  private List<Action> onHint(long now) {
    return automine && !drafting ? List.of(build(now)) : List.of();
  }

  private List<Action> onInterval(long now) {
    var actions = new ArrayList<Action>();
    actions.add(new Action.SetTimer(INTERVAL_TIMER, now + intervalMillis));
    forced = true;
    if (!drafting) {
      actions.add(build(now));
    }
    return actions;
  }

  private List<Action> onProposal(long draft, int transactions, long now) {
    if (transactions == 0 && !forced) {
      var actions = new ArrayList<Action>();
      actions.add(new Action.DropDraft(draft));
      actions.addAll(onDraftGone(now));
      return actions;
    }
    forced = false;
    return List.of(new Action.SealBlock(draft, Bytes.EMPTY));
  }

  private List<Action> onHead(BlockId id, long now, ReadView view) {
    var newest = view.header(id).orElseThrow();
    head = newest;
    drafting = false;
    if (newest.timestampMillis() >= nextTimestampMillis) {
      nextTimestampMillis = 0; // done, or too late; a draft under way when it was set may not have had it
    }
    return again(now);
  }

  private List<Action> onDraftGone(long now) {
    drafting = false;
    return again(now);
  }

  private List<Action> again(long now) {
    if (toMine > 0) {
      toMine--;
      forced = true;
      return List.of(build(now));
    }
    return List.of();
  }

  private Action build(long now) {
    drafting = true;
    var parent = java.util.Objects.requireNonNull(head, "init comes first");
    long step = intervalMillis > 0 ? Math.min(SECOND, intervalMillis) : SECOND;
    long timestamp = nextTimestampMillis > parent.timestampMillis() ? nextTimestampMillis
        : Math.max(parent.timestampMillis() + step, now + offsetMillis);
    return new Action.BuildBlock(drafts++, parent.id(), timestamp, now + SECOND);
  }

  private List<Action> onCommand(Bytes bytes, long now) {
    DevCommandRequest command;
    try {
      command = DevCommandRequest.parseFrom(bytes.unsafeArray());
    } catch (InvalidProtocolBufferException broken) {
      return List.of(); // nobody but the operator can send one; there is nobody to tell
    }
    return switch (command.getCommandCase()) {
      case MINE -> {
        toMine += Integer.toUnsignedLong(command.getMine());
        yield drafting ? List.of() : again(now);
      }
      case AUTOMINE -> {
        automine = command.getAutomine();
        yield List.of();
      }
      case INTERVAL_MILLIS -> {
        intervalMillis = Math.max(0, command.getIntervalMillis());
        yield intervalMillis > 0 ? List.of(new Action.SetTimer(INTERVAL_TIMER, now + intervalMillis))
            : List.of(new Action.CancelTimer(INTERVAL_TIMER));
      }
      case TIME_OFFSET_MILLIS -> {
        offsetMillis += command.getTimeOffsetMillis();
        yield List.of();
      }
      case NEXT_TIMESTAMP_MILLIS -> {
        nextTimestampMillis = command.getNextTimestampMillis();
        offsetMillis = nextTimestampMillis - now;
        yield List.of();
      }
      case COMMAND_NOT_SET -> List.of();
    };
  }

  @Override
  public HeaderVerdict verifyHeader(Header header, ReadView view) {
    if (!header.producer().equals(member)) {
      return new HeaderVerdict.Reject("producer " + header.producer() + " is not the chain's one member");
    }
    return header.consensus().isEmpty() ? new HeaderVerdict.Accept(1, 0, Bytes.EMPTY, Bytes.EMPTY)
        : new HeaderVerdict.Reject("engine dev has no consensus bytes");
  }
}
