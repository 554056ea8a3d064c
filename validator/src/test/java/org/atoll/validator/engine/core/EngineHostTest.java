package org.atoll.validator.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EngineHostTest implements EngineHost.World {
  private static final EngineInfo INFO = new EngineInfo("test", "1.0", Set.of(EngineInfo.Capability.OPERATOR));
  private static final PublicKey KEY =
      new PublicKey(SignatureAlgorithm.ED25519, Bytes.wrap(new byte[32]));
  private static final Header GENESIS = new Header(new BlockId(Bytes.wrap(new byte[32])), BlockId.NONE, 0, 0, KEY,
      Bytes.EMPTY);
  private static final HeaderVerdict ACCEPT = new HeaderVerdict.Accept(1, 0, Bytes.EMPTY, Bytes.EMPTY);

  private final EngineHost host =
      new EngineHost("test", "1.0", HostLimits.standard(), this, EngineLog.complete());
  private final List<HostEffect> effects = new ArrayList<>();
  private long now = 10_000;

  @Override
  public InitContext context(Bytes snapshot) {
    return new InitContext(GENESIS, Bytes.EMPTY, Bytes.EMPTY, KEY, snapshot);
  }

  @Override
  public ReadView view() {
    return new NoView();
  }

  /** Nothing is known. */
  static final class NoView implements ReadView {
    @Override
    public Optional<Header> header(BlockId id) {
      return Optional.empty();
    }

    @Override
    public Optional<Header> ancestor(BlockId id, long height) {
      return Optional.empty();
    }

    @Override
    public Optional<EpochView> epoch(BlockId id, long epoch) {
      return Optional.empty();
    }

    @Override
    public BlockId head() {
      return GENESIS.id();
    }

    @Override
    public BlockId lastFinal() {
      return GENESIS.id();
    }

    @Override
    public Optional<Bytes> state(BlockId id, Address address) {
      return Optional.empty();
    }
  }

  private void note(List<HostEffect> more) {
    effects.addAll(more);
  }

  private <T extends HostEffect> List<T> all(Class<T> type) {
    return effects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private <T extends HostEffect> T last(Class<T> type) {
    return all(type).getLast();
  }

  private List<Event> told() {
    return all(HostEffect.CallStep.class).stream().map(HostEffect.CallStep::event).toList();
  }

  private void up() {
    note(host.available(INFO, now));
    ack();
    assertThat(host.state()).isInstanceOf(EngineState.Up.class);
    effects.clear();
  }

  /** Answers init, or the step in flight. */
  private void ack(Action... actions) {
    ackWith(Bytes.EMPTY, actions);
  }

  private void ackWith(Bytes snapshot, Action... actions) {
    for (int i = effects.size() - 1; i >= 0; i--) {
      if (effects.get(i) instanceof HostEffect.CallStep step) {
        note(host.acted(step.life(), step.seq(), List.of(actions), snapshot, now));
        return;
      }
      if (effects.get(i) instanceof HostEffect.CallInit init) {
        note(host.acted(init.life(), 0, List.of(actions), snapshot, now));
        return;
      }
    }
    throw new AssertionError("nothing was asked");
  }

  private void tell(Event event) {
    assertThat(host.offer(event)).isTrue();
    note(host.pump(now));
  }

  private void tick(long millis) {
    now += millis;
    note(host.tick(now));
  }

  private EngineState.Down down() {
    assertThat(host.state()).isInstanceOf(EngineState.Down.class);
    return (EngineState.Down) host.state();
  }

  @Test
  void isDownUntilTheRightEngineComes() {
    assertThat(down().why()).contains("test 1.0 is not there yet");
    note(host.available(new EngineInfo("test", "1.1", Set.of()), now));
    assertThat(down().why()).contains("test 1.1 is there, but test 1.0 is wanted");
    assertThat(host.offer(new Event.Tick())).isFalse();
    note(host.available(INFO, now));
    assertThat(host.state()).isEqualTo(new EngineState.Starting(1));
    ack();
    assertThat(host.state()).isEqualTo(new EngineState.Up(1));
    assertThat(all(HostEffect.Note.class).stream().map(HostEffect.Note::state)).contains(
        new EngineState.Starting(1), new EngineState.Up(1));
  }

  @Test
  void oneStepIsInFlightAndNumbersRise() {
    up();
    for (int i = 0; i < 5; i++) {
      tell(new Event.TimerFired(i));
    }
    assertThat(told()).hasSize(1);
    for (int i = 0; i < 5; i++) {
      ack();
    }
    assertThat(all(HostEffect.CallStep.class).stream().map(HostEffect.CallStep::seq)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(told()).containsExactlyElementsOf(
        LongStream.range(0, 5).<Event>mapToObj(Event.TimerFired::new).toList());
  }

  @Test
  void actionsArePerformedInOrderAndTimersAreKept() {
    up();
    tell(new Event.Tick());
    ack(new Action.Metric("a", 1), new Action.SetTimer(7, now + 50), new Action.SetTimer(3, now + 50),
        new Action.SetTimer(9, now + 20), new Action.SetTimer(4, now - 5), new Action.CancelTimer(9),
        new Action.DropDraft(2));
    assertThat(all(HostEffect.Perform.class)).containsExactly(new HostEffect.Perform(new Action.Metric("a", 1)),
        new HostEffect.Perform(new Action.DropDraft(2)));
    assertThat(last(HostEffect.WakeAt.class).millis()).isEqualTo(now + 1);
    tick(1);
    assertThat(told().getLast()).isEqualTo(new Event.TimerFired(4));
    ack();
    assertThat(last(HostEffect.WakeAt.class).millis()).isEqualTo(now + 49);
    tick(49);
    assertThat(told().getLast()).isEqualTo(new Event.TimerFired(3));
    ack(new Action.SetTimer(7, now + 100)); // moved while it was due
    assertThat(told()).hasSize(3);
    tick(100);
    assertThat(told().getLast()).isEqualTo(new Event.TimerFired(7));
  }

  @Test
  void whatIsOverdueIsAskedForOnceHoweverOftenItIsPumped() {
    up();
    tell(new Event.Tick()); // and the engine is silent
    now += HostLimits.standard().silenceMillis() + 5; // nobody has ticked in time: the machine is busy

    var first = host.pump(now);

    assertThat(first).containsExactly(new HostEffect.WakeAt(now));
    assertThat(host.pump(now)).isEmpty(); // else the chain, which pumps until nothing comes, would never end
    now += 1;
    assertThat(host.pump(now)).containsExactly(new HostEffect.WakeAt(now));
    assertThat(host.pump(now)).isEmpty();
    note(host.tick(now));
    assertThat(host.state()).isInstanceOf(EngineState.Down.class);
  }

  static List<List<Action>> breaches() {
    var big = Bytes.wrap(new byte[HostLimits.MESSAGE_BYTES + 1]);
    var timers = LongStream.range(0, 64).<Action>mapToObj(id -> new Action.SetTimer(id, 99_999)).toList();
    return List.of(
        Collections.nCopies(65, new Action.Metric("m", 1)),
        List.of(new Action.SealBlock(1, Bytes.wrap(new byte[4_097]))),
        List.of(new Action.Send(KEY, 1, big)),
        List.of(new Action.Broadcast(1, big)),
        List.of(new Action.ReportEvidence(big)),
        List.of(new Action.Reject(GENESIS.id(), "x".repeat(257))),
        List.of(new Action.Metric("x".repeat(257), 1)),
        List.of(new Action.RequestTicket(1, Bytes.wrap(new byte[4_097]))),
        List.of(new Action.BuildBlock(1, GENESIS.id(), -1, 0)),
        timers);
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void whoBreaksALimitIsDropped(List<Action> actions) {
    up();
    tell(new Event.Tick());
    ack(new Action.SetTimer(1_000, now + 1_000_000));
    effects.clear();
    tell(new Event.Tick());
    ack(actions.toArray(Action[]::new));
    assertThat(down().restartAtMillis()).isEqualTo(now + 1_000);
    assertThat(all(HostEffect.Perform.class)).isEmpty();
    assertThat(all(HostEffect.Discard.class)).hasSize(1);
    assertThat(all(HostEffect.DropDrafts.class)).hasSize(1);
  }

  @Test
  void whatIsJustWithinTheLimitsIsDone() {
    up();
    tell(new Event.Tick());
    ack(LongStream.range(0, 64).mapToObj(id -> new Action.SetTimer(id, now + 500)).toArray(Action[]::new));
    for (int i = 0; i < 3; i++) {
      tell(new Event.Finalized(GENESIS.id()));
      ack(Collections.nCopies(64, new Action.Broadcast(1, Bytes.wrap(new byte[64 << 10]))).toArray(Action[]::new));
    }
    assertThat(host.state()).isEqualTo(new EngineState.Up(1));
    tell(new Event.Finalized(GENESIS.id()));
    ack(Collections.nCopies(9, new Action.Broadcast(1, Bytes.EMPTY)).toArray(Action[]::new)); // 201 in this second
    assertThat(down().why()).contains("200 messages");
  }

  @Test
  void aSnapshotTooLargeIsABreach() {
    up();
    tell(new Event.Finalized(GENESIS.id()));
    ackWith(Bytes.wrap(new byte[HostLimits.SNAPSHOT_BYTES + 1]));
    assertThat(down().why()).contains("snapshot");
  }

  @Test
  void whoIsSilentIsDroppedAndBegunAgainForEver() {
    up();
    long[] waits = {1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000};
    for (long wait : waits) {
      tell(new Event.Tick());
      tick(2_000);
      assertThat(host.state()).isInstanceOf(EngineState.Up.class);
      tick(1);
      assertThat(down().why()).contains("2000 ms");
      assertThat(down().restartAtMillis()).isEqualTo(now + wait);
      assertThat(last(HostEffect.WakeAt.class).millis()).isEqualTo(now + wait);
      tick(wait - 1);
      down();
      tick(1);
      assertThat(host.state()).isInstanceOf(EngineState.Starting.class);
      ack();
    }
    tick(60_000); // sound for a minute: all is forgiven
    tell(new Event.Tick());
    tick(2_001);
    assertThat(down().restartAtMillis()).isEqualTo(now + 1_000);
  }

  @Test
  void anInitThatHangsIsSilenceToo() {
    note(host.available(INFO, now));
    tick(2_001);
    assertThat(down().why()).contains("no answer");
  }

  @Test
  void wrongAnswersAreNonsense() {
    up();
    tell(new Event.Tick());
    note(host.acted(1, 2, List.of(), Bytes.EMPTY, now));
    assertThat(down().why()).contains("step 2");
    tick(1_000);
    ack();
    note(host.acted(2, 1, List.of(), Bytes.EMPTY, now)); // nothing was in flight
    assertThat(down().why()).contains("step 1");
    tick(2_000);
    ack();
    note(host.judged(3, 1, List.of(ACCEPT), now));
    assertThat(down().why()).contains("ask 1");
    tick(4_000);
    ack();
    long ask = host.ask(List.of(GENESIS, GENESIS));
    note(host.pump(now));
    note(host.judged(4, ask, List.of(ACCEPT), now));
    assertThat(down().why()).contains("1 verdicts on 2 headers");
  }

  @Test
  void whatOverLivesSayDoesNotCount() {
    up();
    tell(new Event.Tick());
    note(host.failed(1, "thrown", now));
    assertThat(down().why()).isEqualTo("thrown");
    note(host.acted(1, 1, List.of(new Action.Metric("late", 1)), Bytes.EMPTY, now));
    note(host.failed(1, "again", now));
    assertThat(down().why()).isEqualTo("thrown");
    tick(1_000);
    note(host.acted(1, 0, List.of(), Bytes.EMPTY, now));
    assertThat(host.state()).isEqualTo(new EngineState.Starting(2));
    assertThat(all(HostEffect.Perform.class)).isEmpty();
  }

  @Test
  void asksAreAskedAgainInTheNextLife() {
    up();
    long first = host.ask(List.of(GENESIS));
    long second = host.ask(List.of(GENESIS, GENESIS));
    note(host.pump(now));
    assertThat(all(HostEffect.CallAsk.class)).hasSize(1); // one after the other
    note(host.failed(1, "thrown", now));
    tick(1_000);
    ack();
    assertThat(last(HostEffect.CallAsk.class).askId()).isEqualTo(first);
    note(host.judged(2, first, List.of(ACCEPT), now));
    note(host.judged(2, second, List.of(ACCEPT, new HeaderVerdict.Reject("no")), now));
    assertThat(all(HostEffect.Verdicts.class)).containsExactly(new HostEffect.Verdicts(first, List.of(ACCEPT)),
        new HostEffect.Verdicts(second, List.of(ACCEPT, new HeaderVerdict.Reject("no"))));
    assertThat(host.openAsks()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> host.ask(Collections.nCopies(257, GENESIS)));
  }

  /** A stranger's header may not keep the engine down for ever; headers beside it are judged. */
  @Test
  void aHeaderThatBreaksTheEngineIsRejectedInTheEnd() {
    up();
    var poison = new Header(new BlockId(Bytes.wrap(new byte[32])), BlockId.NONE, 666, 0, KEY, Bytes.EMPTY);
    var headers = List.of(GENESIS, poison, GENESIS);
    long ask = host.ask(headers);
    note(host.pump(now));
    int breakdowns = 0;
    while (all(HostEffect.Verdicts.class).isEmpty()) {
      assertThat(breakdowns).isLessThan(10);
      long life = switch (host.state()) {
        case EngineState.Up(var number) -> number;
        case EngineState.Down(var why, var restart) -> {
          tick(restart - now);
          ack();
          yield ((EngineState.Up) host.state()).life();
        }
        default -> throw new AssertionError(host.state());
      };
      host.offer(new Event.TimerFired(breakdowns)); // waits until the ask is answered
      note(host.pump(now));
      var asked = last(HostEffect.CallAsk.class);
      if (asked.headers().contains(poison)) {
        breakdowns++;
        note(host.failed(life, "it broke down", now));
      } else {
        note(host.judged(life, asked.askId(), List.of(ACCEPT), now));
      }
    }
    assertThat(breakdowns).isEqualTo(4); // together with the others, then three times alone
    assertThat(all(HostEffect.Verdicts.class)).hasSize(1);
    assertThat(last(HostEffect.Verdicts.class).askId()).isEqualTo(ask);
    assertThat(last(HostEffect.Verdicts.class).verdicts()).hasSize(3).element(1)
        .isInstanceOf(HeaderVerdict.Reject.class);
    assertThat(last(HostEffect.Verdicts.class).verdicts().getFirst()).isEqualTo(ACCEPT);
    assertThat(last(HostEffect.Verdicts.class).verdicts().getLast()).isEqualTo(ACCEPT);
    assertThat(told()).isNotEmpty(); // steps go on
  }

  @Test
  void whatBreaksDownOverItsStepsDoesNotCondemnHeaders() {
    up();
    for (int i = 0; i < 10; i++) {
      long ask = host.ask(List.of(GENESIS));
      note(host.pump(now));
      tell(new Event.TimerFired(i));
      note(host.failed(i + 1, "the step's fault", now));
      tick(((EngineState.Down) host.state()).restartAtMillis() - now);
      ack();
      note(host.judged(i + 2, ask, List.of(ACCEPT), now));
    }
    assertThat(all(HostEffect.Verdicts.class)).hasSize(10)
        .allSatisfy(answer -> assertThat(answer.verdicts()).containsExactly(ACCEPT));
  }

  @Test
  void answersToAsksDoNotHideAStepThatNeverEnds() {
    up();
    tell(new Event.Tick());
    for (int i = 0; i < 4; i++) {
      long ask = host.ask(List.of(GENESIS));
      note(host.pump(now));
      tick(999);
      note(host.judged(1, ask, List.of(ACCEPT), now));
    }
    assertThat(host.state()).isInstanceOf(EngineState.Up.class);
    tick(5);
    assertThat(down().why()).contains("no answer");
  }

  @Test
  void poolHintsComeTenASecondAtMostAndInOrder() {
    up();
    tell(new Event.PoolHint(1, 1));
    tell(new Event.PoolHint(2, 2));
    tell(new Event.HeadChanged(GENESIS.id(), GENESIS.id()));
    tell(new Event.PoolHint(3, 3));
    ack();
    ack();
    assertThat(told()).containsExactly(new Event.PoolHint(1, 1), new Event.HeadChanged(GENESIS.id(), GENESIS.id()));
    tick(99);
    assertThat(told()).hasSize(2);
    tick(1);
    assertThat(told().getLast()).isEqualTo(new Event.PoolHint(3, 3));
    ack();
    int before = told().size();
    for (int i = 0; i < 1_000; i++) {
      now += 1;
      host.offer(new Event.PoolHint(i, i));
      note(host.tick(now));
      if (told().size() > before) {
        before = told().size();
        ack();
      }
    }
    assertThat(told().stream().filter(Event.PoolHint.class::isInstance).count()).isBetween(11L, 12L);
  }

  @Test
  void afterDeactivateTheEngineIsSilentButJudges() {
    up();
    tell(new Event.Tick());
    assertThat(host.offer(new Event.Deactivate(99))).isTrue();
    assertThat(host.offer(new Event.Tick())).isFalse();
    ack(new Action.SetTimer(1, now + 5));
    assertThat(told().getLast()).isEqualTo(new Event.Deactivate(99));
    ack();
    assertThat(host.state()).isEqualTo(new EngineState.Retired(99));
    tick(10);
    assertThat(told()).hasSize(2); // its timer is gone
    long ask = host.ask(List.of(GENESIS));
    note(host.pump(now));
    note(host.judged(1, ask, List.of(ACCEPT), now));
    assertThat(all(HostEffect.Verdicts.class)).hasSize(1);
    note(host.failed(1, "thrown", now));
    tick(60_000);
    assertThat(all(HostEffect.CallInit.class)).isEmpty(); // not before it is needed
    host.ask(List.of(GENESIS));
    note(host.pump(now));
    ack(new Action.SetTimer(1, now), new Action.BuildBlock(1, GENESIS.id(), 1, 1));
    assertThat(all(HostEffect.CallAsk.class)).hasSize(2);
    assertThat(all(HostEffect.Perform.class)).isEmpty();
    assertThat(host.state()).isEqualTo(new EngineState.Retired(99));
  }

  @Test
  void whoAsksForSomethingAfterDeactivateIsDropped() {
    up();
    tell(new Event.Deactivate(5));
    ack(new Action.BuildBlock(1, GENESIS.id(), 1, 1));
    assertThat(host.state()).isEqualTo(new EngineState.Retired(5));
    assertThat(all(HostEffect.Discard.class)).hasSize(1);
    assertThat(all(HostEffect.Perform.class)).isEmpty();
  }

  @Test
  void aDeactivateThatAFaultOvertakesStillCounts() {
    up();
    tell(new Event.Tick());
    host.offer(new Event.Deactivate(5));
    note(host.failed(1, "thrown", now));
    assertThat(host.state()).isEqualTo(new EngineState.Retired(5));
    tick(60_000);
    assertThat(all(HostEffect.CallInit.class)).isEmpty();
  }

  @Test
  void theNextLifeHasTheSnapshotUnlessThatIsWhatKillsIt() {
    var snapshot = Bytes.fromHex("01");
    up();
    tell(new Event.Finalized(GENESIS.id()));
    ackWith(snapshot);
    note(host.failed(1, "thrown", now));
    tick(1_000);
    assertThat(last(HostEffect.CallInit.class).context().snapshot()).isEqualTo(snapshot);
    note(host.failed(2, "thrown by init", now));
    tick(2_000);
    assertThat(last(HostEffect.CallInit.class).context().snapshot()).isEqualTo(Bytes.EMPTY);
    ack();
    tell(new Event.Finalized(GENESIS.id()));
    ackWith(snapshot);
    note(host.failed(3, "thrown", now)); // the third in a row
    tick(4_000);
    assertThat(last(HostEffect.CallInit.class).context().snapshot()).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void aRemoteEngineThatGoesIsBegunWhenItIsBack() {
    up();
    note(host.gone("the stream broke", now));
    assertThat(down()).isEqualTo(new EngineState.Down("the stream broke", EngineHost.NEVER));
    tick(100_000);
    assertThat(all(HostEffect.CallInit.class)).isEmpty();
    note(host.available(INFO, now));
    assertThat(host.state()).isEqualTo(new EngineState.Starting(2));
  }

  @Test
  void commandsAreForEnginesThatTakeThem() {
    up();
    assertThat(host.offer(new Event.Command(Bytes.EMPTY))).isTrue();
    var other = new EngineHost("test", "1.0", HostLimits.standard(), this, EngineLog.ring());
    other.available(new EngineInfo("test", "1.0", Set.of()), now);
    assertThat(other.offer(new Event.Command(Bytes.EMPTY))).isFalse();
  }

  @Test
  void whoDoesNotKeepUpIsDropped() {
    up();
    for (int i = 0; i < 5_000; i++) {
      host.offer(new Event.PeerMessage(KEY, 1, Bytes.EMPTY));
    }
    assertThat(host.offer(new Event.PeerMessage(KEY, 1, Bytes.EMPTY))).isFalse(); // can be missed
    note(host.pump(now));
    assertThat(host.state()).isInstanceOf(EngineState.Up.class);
    for (int i = 0; i < 13_000; i++) {
      host.offer(new Event.BlockValid(GENESIS.id()));
    }
    note(host.pump(now));
    assertThat(down().why()).contains("keep up");
  }

  @Test
  void everyThousandEventsThereIsAFingerprint() {
    up();
    for (int i = 0; i < 2_000; i++) {
      tell(new Event.TimerFired(i));
      ack(new Action.Metric("m", i));
    }
    assertThat(all(HostEffect.Fingerprint.class).stream().map(HostEffect.Fingerprint::events))
        .containsExactly(1_000L, 2_000L);
    assertThat(all(HostEffect.Fingerprint.class).stream().map(HostEffect.Fingerprint::actions).distinct()).hasSize(2);
    assertThat(host.log().entries()).hasSize(2_001);
  }

  /** Whatever an engine answers, when and how often: one call is in flight, numbers have no gaps, the dead are mute. */
  @Test
  void whateverItAnswersTheHostKeepsOrder() {
    Seeds.forEachSeed(1_000, random -> {
      var shaken = new EngineHost("test", "1.0", HostLimits.standard(), this, EngineLog.ring());
      long at = 0;
      long life = 0;
      long seq = -1;
      boolean open = false;
      for (int i = 0; i < 300; i++) {
        at += random.nextInt(10) == 0 ? random.nextInt(5_000) : random.nextInt(20);
        long someLife = random.nextInt(8) == 0 ? random.nextLong(5) : life;
        long someSeq = random.nextInt(8) == 0 ? random.nextLong(5) : seq;
        boolean counts = open && someLife == life && someSeq == seq;
        var effects = switch (random.nextInt(9)) {
          case 0 -> shaken.available(INFO, at);
          case 1 -> random.nextInt(10) == 0 ? shaken.gone("gone", at) : shaken.pump(at);
          case 2 -> random.nextInt(4) == 0 ? shaken.failed(someLife, "failed", at) : shaken.pump(at);
          case 3, 4 -> {
            shaken.offer(new Event.TimerFired(i));
            yield shaken.pump(at);
          }
          case 5 -> shaken.tick(at);
          default -> shaken.acted(someLife, someSeq, List.of(new Action.Metric("m", 1)), Bytes.EMPTY, at);
        };
        for (var effect : effects) {
          switch (effect) {
            case HostEffect.CallInit init -> {
              assertThat(open).isFalse();
              assertThat(init.life()).isEqualTo(life + 1);
              life = init.life();
              seq = 0;
              open = true;
              counts = false;
            }
            case HostEffect.CallStep step -> {
              assertThat(step.life()).isEqualTo(life);
              assertThat(!open || counts).isTrue();
              assertThat(step.seq()).isEqualTo(seq + 1);
              seq = step.seq();
              open = true;
              counts = false;
            }
            case HostEffect.Discard(var over, var why) -> {
              assertThat(over).isEqualTo(life);
              open = false;
              counts = false;
            }
            case HostEffect.Perform ignored -> {
              assertThat(counts).isTrue();
              open = false;
            }
            case HostEffect.CallAsk ignored -> throw new AssertionError("nothing was asked");
            case HostEffect.Verdicts ignored -> throw new AssertionError("nothing was asked");
            case HostEffect.DropDrafts ignored -> {}
            case HostEffect.WakeAt(var when) -> assertThat(when).isGreaterThanOrEqualTo(at);
            case HostEffect.Note ignored -> {}
            case HostEffect.Fingerprint ignored -> {}
          }
        }
      }
      at += 30_000;
      shaken.available(INFO, at);
      shaken.tick(at);
      if (shaken.state() instanceof EngineState.Down(var why, var restart)) {
        assertThat(restart).isBetween(at, at + 30_000);
        shaken.tick(restart);
      }
      assertThat(shaken.state()).isNotInstanceOf(EngineState.Down.class);
    });
  }

  @Test
  void aRingForgetsTheOldest() {
    var ring = EngineLog.ring();
    for (long i = 0; i < 10_005; i++) {
      ring.add(new EngineLog.Entry(1, i, 0, new EngineLog.Input.Step(new Event.Tick()), view(),
          org.atoll.sdk.value.Hash32.ZERO));
    }
    assertThat(ring.entries()).hasSize(10_000);
    assertThat(ring.entries().getFirst().seq()).isEqualTo(5);
    assertThat(ring.count()).isEqualTo(10_005);
  }

  @Test
  void anEngineThatLetsItsSlotsPassIsBegunAgain() {
    up();
    tell(new Event.Tick());
    ack();

    note(host.idle("it let slots pass", now));

    assertThat(host.state()).isEqualTo(new EngineState.Down("it let slots pass", now + 1_000));
    assertThat(all(HostEffect.Discard.class)).hasSize(1);
    assertThat(all(HostEffect.DropDrafts.class)).hasSize(1);
    now += 1_000;
    note(host.tick(now));
    ack();
    assertThat(host.state()).isInstanceOf(EngineState.Up.class);
    note(host.gone("it left", now));
    effects.clear();
    note(host.idle("it is not there", now));
    assertThat(all(HostEffect.Discard.class)).isEmpty();
  }
}
