package org.atoll.dpos;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.EngineInfo.Capability;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Engine {@code dpos}: time is cut into slots, and each has one producer, by an order drawn from the epoch's seed
 * (consensus.md §5.1). A block's time is the start of its slot; the heavier chain has more blocks, of equal ones the
 * earlier wins.
 *
 * <p>At the start of its slot a producer has a block built on the head for three fifths of the slot; what is left is for
 * the block to spread. If the head moves meanwhile and there is time, it begins again. When finality lags, one cycle of
 * slots in eight is used, and beyond a limit none.
 */
public final class DposEngine implements Engine {
  public static final String NAME = "dpos";
  public static final String VERSION = "1.0";

  private static final long SLOT_TIMER = 1;
  private static final long NONE = Long.MIN_VALUE;

  /** A draft under way. */
  private record Draft(long id, long slot, BlockId parent, long epoch) {}

  private DposParams params = DposParams.DEFAULTS;
  private Slots slots = new Slots(params.slotMillis(), params.repetitions());
  private @Nullable PublicKey own;
  private @Nullable Turns turns; // of the epoch used last: to draw the order again each time would be a waste
  private @Nullable Draft draft;
  private boolean sealing;
  private long drafts;
  private long usedSlot = NONE; // no block of this slot or an earlier one is built any more
  private long timerMillis = NONE;
  private boolean over;

  @Override
  public EngineInfo info() {
    return new EngineInfo(NAME, VERSION, Set.of(Capability.FORKING, Capability.SLOTTED));
  }

  @Override
  public List<Action> init(InitContext context, long nowMillis, ReadView view) {
    params = DposParams.parse(context.params());
    slots = new Slots(params.slotMillis(), params.repetitions());
    own = context.own();
    return plan(nowMillis, view);
  }

  @Override
  public List<Action> step(Event event, long nowMillis, ReadView view) {
    if (over) {
      return List.of();
    }
    return switch (event) {
      case Event.Tick ignored -> plan(nowMillis, view);
      case Event.TimerFired(var id) -> {
        timerMillis = NONE;
        yield plan(nowMillis, view);
      }
      case Event.HeadChanged(var ignored, var head) -> onHead(head, nowMillis, view);
      case Event.Finalized ignored -> plan(nowMillis, view);
      case Event.ProposalReady(var id, var transactions) -> onReady(id, nowMillis, view);
      case Event.DraftFailed(var id, var why) -> onGone(id, nowMillis, view);
      case Event.SealRefused(var id, var why) -> onGone(id, nowMillis, view);
      case Event.Deactivate ignored -> {
        over = true;
        yield List.of();
      }
      case Event.HeaderArrived ignored -> List.of();
      case Event.BlockValid ignored -> List.of();
      case Event.BlockInvalid ignored -> List.of();
      case Event.PeerMessage ignored -> List.of();
      case Event.PeerUp ignored -> List.of();
      case Event.PeerDown ignored -> List.of();
      case Event.TicketReady ignored -> List.of();
      case Event.TicketFailed ignored -> List.of();
      case Event.PoolHint ignored -> List.of();
      case Event.Command ignored -> List.of();
    };
  }

  private List<Action> onHead(BlockId id, long now, ReadView view) {
    var actions = new ArrayList<Action>();
    view.header(id).ifPresent(head -> view.header(head.parentId()).ifPresent(parent -> {
      long missed = slots.at(head.timestampMillis()) - slots.at(parent.timestampMillis()) - 1;
      if (missed > 0 && parent.height() > 0) { // nobody had a slot before the first block
        actions.add(new Action.Metric("dpos_missed_slots", missed));
      }
    }));
    actions.addAll(plan(now, view));
    return actions;
  }

  private List<Action> onReady(long id, long now, ReadView view) {
    var ready = draft;
    if (ready == null || ready.id != id || sealing) {
      return List.of(); // of a draft given up meanwhile
    }
    if (!ready.parent.equals(view.head())) {
      return plan(now, view);
    }
    sealing = true;
    usedSlot = ready.slot;
    return List.of(new Action.SealBlock(id, new WireSlot(ready.epoch).encode(), Action.Seal.PLAIN));
  }

  /** The slot is lost, unless it was for a parent that is no longer the head. */
  private List<Action> onGone(long id, long now, ReadView view) {
    var gone = draft;
    if (gone == null || gone.id != id) {
      return List.of();
    }
    draft = null;
    sealing = false;
    var actions = new ArrayList<Action>();
    if (gone.parent.equals(view.head()) || usedSlot == gone.slot) {
      usedSlot = gone.slot;
      actions.add(new Action.Metric("dpos_own_slots_lost", 1));
    }
    actions.addAll(plan(now, view));
    return actions;
  }

  /** Sees to it that a block is under way, or a timer is set for when one should be. Does nothing when all is so. */
  private List<Action> plan(long now, ReadView view) {
    var head = view.header(view.head()).orElseThrow();
    var actions = new ArrayList<Action>();
    var open = draft;
    if (open != null) {
      boolean late = now >= slots.start(open.slot + 1);
      if (open.parent.equals(head.id()) && !late) {
        return actions;
      }
      draft = null;
      if (!sealing) {
        actions.add(new Action.DropDraft(open.id));
      }
      if (late && !sealing) {
        actions.add(new Action.Metric("dpos_own_slots_lost", 1));
      }
      sealing = false;
    }
    var epoch = Epochs.after(head, view);
    long slot = epoch.isEmpty() ? NONE : ownSlot(epoch.get(), head, now, lag(head, view));
    if (slot == NONE) {
      cancelTimer(actions);
    } else if (slots.start(slot) > now) {
      setTimer(slots.start(slot), actions);
    } else {
      cancelTimer(actions);
      draft = new Draft(drafts++, slot, head.id(), epoch.get().epoch());
      actions.add(new Action.BuildBlock(draft.id, head.id(), slots.start(slot), params.deadlineOf(slots.start(slot))));
    }
    return actions;
  }

  /** The next slot there is time for; NONE when there is none. */
  private long ownSlot(EpochView epoch, Header head, long now, long lag) {
    if (lag >= params.maxLagBlocks()) {
      return NONE;
    }
    long current = slots.at(now);
    boolean tooLate = now >= params.deadlineOf(slots.start(current));
    long from = Math.max(tooLate ? current + 1 : current,
        Math.max(slots.at(head.timestampMillis()), usedSlot) + 1);
    var order = turnsOf(epoch);
    var key = requireNonNull(own, "init comes first");
    return (lag >= params.maxLagBlocks() / 2 ? order.nextSparse(key, from) : order.next(key, from)).orElse(NONE);
  }

  private static long lag(Header head, ReadView view) {
    return head.height() - view.header(view.lastFinal()).orElseThrow().height();
  }

  private Turns turnsOf(EpochView epoch) {
    var known = turns;
    if (known == null || !known.epoch().equals(epoch)) {
      known = new Turns(epoch, slots);
      turns = known;
    }
    return known;
  }

  private void setTimer(long at, List<Action> actions) {
    if (timerMillis != at) {
      timerMillis = at;
      actions.add(new Action.SetTimer(SLOT_TIMER, at));
    }
  }

  private void cancelTimer(List<Action> actions) {
    if (timerMillis != NONE) {
      timerMillis = NONE;
      actions.add(new Action.CancelTimer(SLOT_TIMER));
    }
  }

  @Override
  public HeaderVerdict verifyHeader(Header header, ReadView view) {
    var wire = WireSlot.decode(header.consensus());
    if (wire.isEmpty()) {
      return reject("consensus bytes are not those of dpos: 1, the epoch, 80 zeros");
    }
    if (header.timestampMillis() < 0 || !slots.isStart(header.timestampMillis())) {
      return reject("time " + header.timestampMillis() + " is not the start of a slot of " + slots.millis() + " ms");
    }
    var parent = view.header(header.parentId());
    if (parent.isEmpty() || parent.get().height() + 1 != header.height()) {
      return reject("its parent is not known at height " + (header.height() - 1));
    }
    long slot = slots.at(header.timestampMillis());
    long parentSlot = slots.at(parent.get().timestampMillis());
    if (slot <= parentSlot) {
      return reject("slot " + slot + " is not after its parent's, " + parentSlot);
    }
    var epoch = view.epoch(header.parentId(), wire.get().epoch());
    if (epoch.isEmpty() || !Epochs.contains(epoch.get(), header.height())) {
      return reject("height " + header.height() + " is not in epoch " + wire.get().epoch());
    }
    var producer = turnsOf(epoch.get()).producer(slot);
    return producer.equals(header.producer()) ? new HeaderVerdict.Accept(1, slot - parentSlot, Bytes.EMPTY, Bytes.EMPTY)
        : reject("slot " + slot + " is " + producer + "'s, not " + header.producer() + "'s");
  }

  private static HeaderVerdict reject(String why) {
    return new HeaderVerdict.Reject("dpos: " + why);
  }
}
