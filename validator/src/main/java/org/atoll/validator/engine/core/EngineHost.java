package org.atoll.validator.engine.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.engine.wire.EngineCodec;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one engine: gives it events one at a time, numbered and logged, holds it to its limits, and when it throws,
 * hangs, floods or talks nonsense, drops it and begins it again after 1, 2, 4 … 30 s, for ever (consensus.md §1). No
 * clock, no I/O. Belongs to the chain thread.
 *
 * <p>Every call but {@link #offer} and {@link #ask} returns effects, to be performed in order.
 */
public final class EngineHost {
  /** A time that does not come. */
  public static final long NEVER = Long.MAX_VALUE;
  private static final Hash32 NO_ACTIONS = EngineCodec.hash(List.of());
  /** Events between two fingerprints. */
  public static final long FINGERPRINT_EVERY = 1_000;
  /** After so many faults in a row the snapshot is suspected too. */
  private static final int SNAPSHOT_TRIES = 3;

  /** The chain as the host's owner knows it. */
  public interface World {
    /** Anchor: the last final block of this moment. */
    InitContext context(Bytes snapshot);

    /** Of this moment: immutable, and safe to read on any thread. */
    ReadView view();
  }

  private enum Phase { DOWN, STARTING, UP }

  /** The step or init that has no answer yet. */
  private record Call(long seq, EngineLog.Input input, long sentMillis, ReadView view) {}

  private final String name;
  private final String version;
  private final HostLimits limits;
  private final World world;
  private final EngineLog log;

  private final List<HostEffect> effects = new ArrayList<>();
  private final EventQueue queue;
  private final Asks asks = new Asks();
  private @Nullable EngineInfo info; // null: it is not there
  private Phase phase = Phase.DOWN;
  private String downWhy;
  private long restartAtMillis;
  private boolean deactivating;
  private long retiredAtHeight = -1;
  private EngineState told;

  private Conduct conduct = new Conduct();
  private Bytes snapshot = Bytes.EMPTY;
  private long life;
  private long seq;
  private @Nullable Call call;
  private long heardMillis;
  private int faults;
  private long upSinceMillis;
  private long wakeMillis = NEVER;

  /**
   * @param name of the engine the schedule wants; another is not begun
   * @param log this host's alone
   */
  public EngineHost(String name, String version, HostLimits limits, World world, EngineLog log) {
    this.name = name;
    this.version = version;
    this.limits = limits;
    this.world = world;
    this.log = log;
    this.queue = new EventQueue(limits.hintGapMillis());
    this.downWhy = "engine " + name + " " + version + " is not there yet";
    this.told = state();
  }

  /** Goes on where another host left the same engine, with a new life of it. */
  public void follow(EngineHost before) {
    life = before.life;
    info = before.info;
  }

  public EngineState state() {
    if (retiredAtHeight >= 0) {
      return new EngineState.Retired(retiredAtHeight);
    }
    return switch (phase) {
      case DOWN -> new EngineState.Down(downWhy, info == null ? NEVER : restartAtMillis);
      case STARTING -> new EngineState.Starting(life);
      case UP -> new EngineState.Up(life);
    };
  }

  /** Asks that have no answer yet. */
  public int openAsks() {
    return asks.size();
  }

  public EngineLog log() {
    return log;
  }

  /**
   * Queues the event; {@link #pump} sends it. False when the engine will not see it: it is down, retired, or has so
   * much before it that what can be missed is left out. After {@link Event.Deactivate} nothing is taken.
   */
  public boolean offer(Event event) {
    if (deactivating) {
      return false;
    }
    if (event instanceof Event.Deactivate(var height)) {
      deactivating = true;
      if (phase == Phase.DOWN) {
        retiredAtHeight = height;
        return false;
      }
      return queue.offer(event);
    }
    return phase != Phase.DOWN && (!(event instanceof Event.Command) || takesCommands()) && queue.offer(event);
  }

  private boolean takesCommands() {
    return info != null && info.capabilities().contains(EngineInfo.Capability.OPERATOR);
  }

  /**
   * Has the headers judged. The answer is a {@link HostEffect.Verdicts}, after restarts if need be; a retired engine
   * answers too. Sent by the next {@link #pump}, one after the other, beside the steps.
   *
   * @param headers 1 to 256
   * @return names the ask
   */
  public long ask(List<Header> headers) {
    if (headers.isEmpty() || headers.size() > HostLimits.HEADERS) {
      throw new IllegalArgumentException("an ask has 1 to " + HostLimits.HEADERS + " headers, not " + headers.size());
    }
    return asks.add(headers);
  }

  /** Sends what waits, as far as the engine is free. */
  public List<HostEffect> pump(long nowMillis) {
    return drain(nowMillis);
  }

  /** At least once a second, and when {@link HostEffect.WakeAt} says: timers, silence, restarts. */
  public List<HostEffect> tick(long nowMillis) {
    if (phase != Phase.DOWN && isSilent(nowMillis)) {
      fault("no answer within " + limits.silenceMillis() + " ms", nowMillis);
    }
    return drain(nowMillis);
  }

  /** The engine may be begun. */
  public List<HostEffect> available(EngineInfo present, long nowMillis) {
    if (present.name().equals(name) && present.version().equals(version)) {
      info = present;
    } else if (phase == Phase.DOWN) {
      downWhy = "engine " + present.name() + " " + present.version() + " is there, but " + name + " " + version
          + " is wanted";
    }
    return drain(nowMillis);
  }

  /** The engine went away, and its life with it. */
  public List<HostEffect> gone(String why, long nowMillis) {
    if (phase != Phase.DOWN) {
      fault(why, nowMillis);
    }
    info = null;
    return drain(nowMillis);
  }

  /** The engine broke down. */
  public List<HostEffect> failed(long ofLife, String why, long nowMillis) {
    if (isCurrent(ofLife)) {
      fault(why, nowMillis);
    }
    return drain(nowMillis);
  }

  /** It answers, but does not do its work: it is begun again like one that broke down. */
  public List<HostEffect> idle(String why, long nowMillis) {
    if (phase == Phase.UP && retiredAtHeight < 0) {
      fault(why, nowMillis);
    }
    return drain(nowMillis);
  }

  /** Whether it acts in slots that members take in turn. */
  public boolean isSlotted() {
    return info != null && info.capabilities().contains(EngineInfo.Capability.SLOTTED);
  }

  /** @param newSnapshot empty: none */
  public List<HostEffect> acted(long ofLife, long ofSeq, List<Action> actions, Bytes newSnapshot, long nowMillis) {
    if (isCurrent(ofLife)) {
      var answered = call;
      if (answered == null || answered.seq != ofSeq) {
        fault("it answered step " + ofSeq + ", which is not the one it was given", nowMillis);
      } else {
        onActed(answered, actions, newSnapshot, nowMillis);
      }
    }
    return drain(nowMillis);
  }

  public List<HostEffect> judged(long ofLife, long askId, List<HeaderVerdict> verdicts, long nowMillis) {
    if (isCurrent(ofLife)) {
      var wrong = asks.answer(askId, verdicts);
      if (wrong.isPresent()) {
        fault(wrong.get(), nowMillis);
      } else {
        heardMillis = nowMillis;
        asks.takeAnswered().ifPresent(effects::add);
      }
    }
    return drain(nowMillis);
  }

  /** What lives that are over still say does not count. */
  private boolean isCurrent(long ofLife) {
    return phase != Phase.DOWN && ofLife == life;
  }

  private void onActed(Call answered, List<Action> actions, Bytes newSnapshot, long now) {
    heardMillis = now;
    boolean mute = retiredAtHeight >= 0; // begun again to judge headers: it may have wishes, but none is heard
    boolean last = answered.input instanceof EngineLog.Input.Step(Event.Deactivate ignored);
    var breach = last && !actions.isEmpty() ? Optional.of("it asked for something after Deactivate")
        : conduct.breach(actions, newSnapshot, now);
    if (breach.isPresent() || !mute && !keepTimers(actions, now)) {
      fault(breach.orElse("more than " + HostLimits.TIMERS + " timers"), now);
      return;
    }
    call = null;
    note(answered, actions.isEmpty() ? NO_ACTIONS : EngineCodec.hash(actions));
    if (!newSnapshot.isEmpty()) {
      snapshot = newSnapshot;
    }
    if (phase == Phase.STARTING) {
      phase = Phase.UP;
      upSinceMillis = now;
    }
    if (last) {
      retire(answered);
    } else if (!mute) {
      for (var action : actions) {
        if (!(action instanceof Action.SetTimer) && !(action instanceof Action.CancelTimer)) {
          effects.add(new HostEffect.Perform(action));
        }
      }
    }
  }

  private void retire(Call deactivate) {
    if (deactivate.input instanceof EngineLog.Input.Step(Event.Deactivate(var height))) {
      retiredAtHeight = height;
      conduct = new Conduct();
      effects.add(new HostEffect.DropDrafts());
    }
  }

  private boolean keepTimers(List<Action> actions, long now) {
    boolean within = true;
    for (var action : actions) {
      if (action instanceof Action.SetTimer(var id, var at)) {
        queue.forgetTimer(id); // moved before it was told
        within &= conduct.setTimer(id, at, now);
      } else if (action instanceof Action.CancelTimer(var id)) {
        queue.forgetTimer(id);
        conduct.cancelTimer(id);
      }
    }
    return within;
  }

  private void note(Call answered, Hash32 actions) {
    log.add(new EngineLog.Entry(life, answered.seq, answered.sentMillis, answered.input, answered.view, actions));
    if (log.count() % FINGERPRINT_EVERY == 0) {
      effects.add(new HostEffect.Fingerprint(log.count(), log.fingerprint()));
    }
  }

  private boolean isSilent(long now) {
    var open = call;
    long stepSent = open == null ? NEVER : open.sentMillis;
    long owedSince = Math.min(stepSent, asks.sentMillis());
    if (owedSince == NEVER) {
      return false;
    }
    // one thread may judge headers while the step waits: each may take its time, but not one after the other for ever
    return now - Math.max(owedSince, heardMillis) > limits.silenceMillis()
        || now - owedSince > 2 * limits.silenceMillis();
  }

  private void fault(String why, long now) {
    var open = call;
    boolean publishes = retiredAtHeight < 0;
    if (open != null) {
      note(open, Hash32.ZERO);
    }
    if (phase == Phase.UP && now - upSinceMillis >= limits.soundMillis()) {
      faults = 0;
    }
    long wait = Math.min(limits.lastRestartMillis(), limits.firstRestartMillis() << Math.min(faults, 20));
    faults++;
    if (phase == Phase.STARTING || faults % SNAPSHOT_TRIES == 0) {
      snapshot = Bytes.EMPTY; // it may be what breaks it; the chain has all
    }
    retiredAtHeight = queue.deactivation().orElse(retiredAtHeight);
    if (open != null && open.input instanceof EngineLog.Input.Step(Event.Deactivate(var height))) {
      retiredAtHeight = height;
    }
    phase = Phase.DOWN;
    downWhy = why;
    restartAtMillis = now + wait;
    call = null;
    asks.brokeDown(open != null); // what was asked is asked again
    asks.takeAnswered().ifPresent(effects::add);
    queue.clear();
    effects.add(new HostEffect.Discard(life, why));
    if (publishes) {
      effects.add(new HostEffect.DropDrafts()); // a retired engine has none: those there are, are its successor's
    }
  }

  private List<HostEffect> drain(long now) {
    if (queue.isOverfull()) {
      fault("it does not keep up: " + queue.size() + " events wait", now);
    }
    if (phase == Phase.DOWN && mayBegin() && now >= restartAtMillis) {
      begin(now);
    }
    if (phase == Phase.UP) {
      conduct.due(now).forEach(id -> queue.offer(new Event.TimerFired(id)));
      sendAsk(now);
      sendStep(now);
    }
    if (!isTold()) {
      told = state();
      effects.add(new HostEffect.Note(told));
    }
    askForWake(now);
    if (effects.isEmpty()) {
      return List.of();
    }
    var done = List.copyOf(effects);
    effects.clear();
    return done;
  }

  /** As comparing with {@link #state}, for each event of a node. */
  private boolean isTold() {
    return retiredAtHeight < 0 && phase == Phase.UP ? told instanceof EngineState.Up(var ofLife) && ofLife == life
        : state().equals(told);
  }

  private boolean mayBegin() {
    return info != null && (retiredAtHeight < 0 || asks.size() > 0);
  }

  private void begin(long now) {
    life++;
    seq = 0;
    conduct = new Conduct();
    phase = Phase.STARTING;
    var context = world.context(snapshot);
    var view = world.view();
    call = new Call(0, new EngineLog.Input.Init(context), now, view);
    effects.add(new HostEffect.CallInit(life, context, now, view));
  }

  private void sendStep(long now) {
    var event = call == null && !asks.wantsToBeAlone() ? queue.next(now) : null;
    if (event != null) {
      seq++;
      var view = world.view();
      call = new Call(seq, new EngineLog.Input.Step(event), now, view);
      effects.add(new HostEffect.CallStep(life, seq, event, now, view));
    }
  }

  private void sendAsk(long now) {
    var question = asks.next(call != null, now);
    if (question != null) {
      effects.add(new HostEffect.CallAsk(life, question.id(), question.headers(), world.view()));
    }
  }

  private void askForWake(long now) {
    long wanted = switch (phase) {
      case DOWN -> mayBegin() ? restartAtMillis : NEVER;
      case STARTING -> NEVER;
      case UP -> Math.min(conduct.nextTimerMillis(), queue.wakeMillis());
    };
    var open = call;
    long owedSince = Math.min(open == null ? NEVER : open.sentMillis, asks.sentMillis());
    if (owedSince != NEVER) {
      wanted = Math.min(wanted, Math.max(owedSince, heardMillis) + limits.silenceMillis() + 1);
    }
    wanted = Math.max(wanted, now); // overdue: at once
    boolean asked = wakeMillis == wanted // not again, as the chain pumps until nothing more comes
        || wakeMillis > now && wakeMillis != NEVER && wakeMillis < wanted;
    if (wanted != NEVER && !asked) {
      wakeMillis = wanted;
      effects.add(new HostEffect.WakeAt(wakeMillis));
    }
  }
}
