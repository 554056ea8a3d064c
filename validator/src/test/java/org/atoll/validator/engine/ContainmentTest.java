package org.atoll.validator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.validator.engine.HostedEngine.GENESIS;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.engine.core.EngineState;
import org.atoll.validator.engine.core.HostLimits;
import org.atoll.validator.engine.core.ReplayCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Whatever an engine does, the host says so, does nothing of it, and begins it again. */
@Timeout(60)
final class ContainmentTest {
  /** For engines that run in real time. */
  private static final HostLimits SHORT = new HostLimits(100, 0, 20, 100, 60_000);

  private long now = 1_000_000;

  private HostedEngine direct() {
    return new HostedEngine(new DirectEngine(Rogue::new), Rogue.INFO, HostLimits.standard(), () -> now);
  }

  @ParameterizedTest
  @EnumSource(names = {"THROW", "OVERFLOW", "FLOOD", "NULL", "NULL_ACTION", "BIG_SEAL"})
  void oneThatMisbehavesIsBegunAgain(Rogue.Order order) {
    try (var hosted = direct()) {
      assertThat(hosted.isUp()).isTrue();
      hosted.performed.clear();
      hosted.tell(Rogue.order(order));
      assertThat(hosted.isDown()).isTrue();
      assertThat(hosted.performed).isEmpty();
      now += 999;
      hosted.tick();
      assertThat(hosted.isDown()).isTrue();
      now += 1;
      hosted.tick();
      assertThat(hosted.host.state()).isEqualTo(new EngineState.Up(2));
      hosted.tell(Rogue.order(Rogue.Order.COUNT));
      assertThat(hosted.performed.getLast()).isEqualTo(new Action.Metric("told", 1)); // a new engine
    }
  }

  @Test
  void whateverTheOrderOfOrdersItIsUpAgainWithinHalfAMinute() {
    var random = new SplittableRandom(5);
    try (var hosted = direct()) {
      var orders = List.of(Rogue.Order.THROW, Rogue.Order.FLOOD, Rogue.Order.NULL, Rogue.Order.COUNT, Rogue.Order.READ);
      for (int i = 0; i < 5_000; i++) {
        now += random.nextInt(3_000);
        hosted.tell(random.nextInt(3) == 0 ? Rogue.order(orders.get(random.nextInt(orders.size()))) : new Event.Tick());
        hosted.tick();
        if (hosted.host.state() instanceof EngineState.Down(var why, var restart)) {
          assertThat(restart - now).isBetween(0L, 30_000L);
        }
      }
      now += 30_000;
      hosted.tick();
      assertThat(hosted.isUp()).isTrue();
      assertThat(hosted.performed).hasSizeGreaterThan(300)
          .noneMatch(action -> action.equals(new Action.Metric("flood", 1)));
      assertThat(ReplayCheck.run(hosted.host.log().entries(), Rogue::new))
          .isInstanceOfSatisfying(ReplayCheck.Result.Same.class, same -> assertThat(same.calls()).isGreaterThan(300));
    }
  }

  @Test
  void aReplayFindsAnEngineThatDoesSomethingElse() {
    try (var hosted = direct()) {
      hosted.tell(new Event.Tick());
      hosted.tell(Rogue.order(Rogue.Order.COUNT));
      assertThat(ReplayCheck.run(hosted.host.log().entries(), Rogue::new)).isEqualTo(new ReplayCheck.Result.Same(3));
      assertThat(ReplayCheck.run(hosted.host.log().entries(), () -> new Rogue() {
        @Override
        public List<Action> step(Event event, long nowMillis, org.atoll.sdk.engine.ReadView view) {
          super.step(event, nowMillis, view);
          return super.step(event, nowMillis, view);
        }
      })).isInstanceOfSatisfying(ReplayCheck.Result.Differs.class,
          differs -> assertThat(differs.actions()).containsExactly(new Action.Metric("told", 4)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"READ", "COUNT"}, mode = Mode.EXCLUDE)
  void onAThreadOfItsOwnTooAndOneThatHangsHangsAlone(Rogue.Order order) throws InterruptedException {
    var made = new CopyOnWriteArrayList<Rogue>();
    try (var hosted = new HostedEngine(new InProcessEngine(() -> {
      var rogue = new Rogue();
      made.add(rogue);
      return rogue;
    }), Rogue.INFO, SHORT, System::currentTimeMillis)) {
      hosted.until("up", hosted::isUp);
      hosted.performed.clear();
      long before = System.nanoTime();
      hosted.tell(Rogue.order(order));
      assertThat(System.nanoTime() - before).isLessThan(50_000_000L); // the caller goes on
      hosted.until("down", hosted::isDown);
      assertThat(hosted.performed).isEmpty();
      hosted.until("up again", () -> hosted.host.state() instanceof EngineState.Up(var life) && life >= 2);
      hosted.tell(Rogue.order(Rogue.Order.COUNT));
      hosted.until("works", () -> hosted.performed.contains(new Action.Metric("told", 1)));
    } finally {
      made.forEach(Rogue::stopSpinning);
    }
  }

  @Test
  void threadsThatHangAreLeftBehindButNotWithoutEnd() throws InterruptedException {
    var made = new CopyOnWriteArrayList<Rogue>();
    try (var hosted = new HostedEngine(new InProcessEngine(() -> {
      var rogue = new Rogue();
      made.add(rogue);
      return rogue;
    }), Rogue.INFO, new HostLimits(20, 0, 1, 5, 60_000), System::currentTimeMillis)) {
      for (int i = 0; i < InProcessEngine.MAX_HANGING; i++) {
        hosted.until("up", hosted::isUp);
        hosted.tell(Rogue.order(Rogue.Order.SPIN));
        hosted.until("down", () -> !hosted.isUp());
      }
      hosted.until("no more are begun",
          () -> hosted.host.state() instanceof EngineState.Down(var why, var restart) && why.contains("hang"));
      made.forEach(Rogue::stopSpinning);
      hosted.until("up again", hosted::isUp);
    } finally {
      made.forEach(Rogue::stopSpinning);
    }
  }

  @Test
  void asksAreAnsweredBesideSteps() throws InterruptedException {
    try (var hosted = new HostedEngine(new InProcessEngine(Rogue::new), Rogue.INFO, SHORT, System::currentTimeMillis)) {
      hosted.until("up", hosted::isUp);
      var asked = new ArrayList<HeaderVerdict>();
      hosted.ask(List.of(GENESIS));
      hosted.ask(List.of(GENESIS, GENESIS));
      hosted.tell(Rogue.order(Rogue.Order.READ));
      hosted.until("answered", () -> hosted.verdicts.size() == 2);
      hosted.verdicts.forEach(answer -> asked.addAll(answer.verdicts()));
      assertThat(asked).hasSize(3).containsOnly(new HeaderVerdict.Accept(1, 0, Bytes.EMPTY, Bytes.EMPTY));
      hosted.until("read", () -> hosted.performed.contains(new Action.Metric("state", 4)));
    }
  }
}
