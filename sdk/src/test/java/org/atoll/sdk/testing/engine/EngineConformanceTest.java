package org.atoll.sdk.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sample engine stands the trials; engines with one thing wrong each fail the trial for it. */
final class EngineConformanceTest {
  private static final EngineSubject.HeaderChange TOO_EARLY = (header, random) -> new Header(header.id(),
      header.parentId(), header.height(), header.timestampMillis() - 1_000_000, header.producer(), header.consensus());
  private static final EngineSubject.HeaderChange HEIGHT = (header, random) -> new Header(header.id(),
      header.parentId(), header.height() + 4, header.timestampMillis(), header.producer(), header.consensus());

  private static EngineConformance trials(Supplier<Engine> engines) {
    return EngineConformance.of(EngineSubject.of(engines, Bytes.EMPTY).withChanges(TOO_EARLY, HEIGHT));
  }

  @TestFactory
  Stream<DynamicTest> theSampleConforms() {
    return trials(RoundRobinEngine::new).checks().stream()
        .map(check -> DynamicTest.dynamicTest(check.name(), check::run));
  }

  @Test
  void thePageShowsTheSample() throws Exception {
    var source = Files.readString(Path.of("src/test/java/org/atoll/sdk/testing/engine/RoundRobinEngine.java"));
    var page = Files.readString(Path.of("..", "docs", "writing-an-engine.md"));
    assertThat(page).contains("```java\n" + source.substring(source.indexOf("/**")) + "```");
  }

  /** An engine with something wrong and the name of the trial that must find it. */
  record Defect(String trial, Supplier<Engine> engines) {
    @Override
    public String toString() {
      return trial;
    }
  }

  static List<Defect> defects() {
    return List.of(
        new Defect("200 blocks with 1 members", () -> new RoundRobinEngine() {
          @Override
          public List<Action> step(Event event, long now, ReadView view) {
            return event instanceof Event.ProposalReady ? List.of() : super.step(event, now, view);
          }
        }),
        new Defect("200 blocks with 4 members", () -> new RoundRobinEngine() { // does not know its own blocks
          @Override
          public HeaderVerdict verifyHeader(Header header, ReadView view) {
            return header.height() == 150 ? new HeaderVerdict.Reject("no") : super.verifyHeader(header, view);
          }
        }),
        new Defect("200 blocks with 4 members, engines killed", () -> new RoundRobinEngine() { // cannot begin twice
          @Override
          public List<Action> init(InitContext context, long now, ReadView view) {
            return context.anchor().height() == 0 ? super.init(context, now, view) : failed();
          }

          private List<Action> failed() {
            throw new AssertionError("it cannot go on from a snapshot");
          }
        }),
        new Defect("same events, same actions", () -> new RoundRobinEngine() {
          @Override
          public List<Action> step(Event event, long now, ReadView view) {
            var actions = super.step(event, now, view);
            return event instanceof Event.Tick && System.nanoTime() % 2 == 0
                ? with(actions, new Action.Metric("luck", 1)) : actions;
          }
        }),
        new Defect("verdicts do not depend on the engine's past", () -> new RoundRobinEngine() {
          private int judged;

          @Override
          public HeaderVerdict verifyHeader(Header header, ReadView view) {
            return judged++ == 0 && header.height() > 1 ? new HeaderVerdict.Accept(7, 7, Bytes.EMPTY, Bytes.EMPTY)
                : super.verifyHeader(header, view);
          }
        }),
        new Defect("snapshots are shortcuts", () -> new RoundRobinEngine() {
          private long ticks; // not on the chain

          @Override
          public List<Action> init(InitContext context, long now, ReadView view) {
            ticks = context.snapshot().size();
            return super.init(context, now, view);
          }

          @Override
          public List<Action> step(Event event, long now, ReadView view) {
            ticks += event instanceof Event.Tick ? 1 : 0;
            return with(super.step(event, now, view), new Action.Metric("ticks", ticks));
          }

          @Override
          public Bytes snapshot() {
            return Bytes.wrap(new byte[(int) ticks]);
          }
        }),
        new Defect("snapshots are shortcuts", () -> new RoundRobinEngine() {
          private long taken;

          @Override
          public List<Action> step(Event event, long now, ReadView view) {
            return with(super.step(event, now, view), new Action.Metric("taken", taken / 1_000_000));
          }

          @Override
          public Bytes snapshot() {
            taken += 1_000_000;
            return Bytes.EMPTY;
          }
        }),
        new Defect("altered headers are rejected", () -> new RoundRobinEngine() {
          @Override
          public HeaderVerdict verifyHeader(Header header, ReadView view) {
            return new HeaderVerdict.Accept(1, 0, Bytes.EMPTY, Bytes.EMPTY);
          }
        }),
        new Defect("altered headers are rejected", () -> new RoundRobinEngine() {
          @Override
          public HeaderVerdict verifyHeader(Header header, ReadView view) {
            header.consensus().get(11); // throws when it is shorter
            return super.verifyHeader(header, view);
          }
        }),
        new Defect("limits", () -> new RoundRobinEngine() {
          @Override
          public List<Action> step(Event event, long now, ReadView view) {
            return event instanceof Event.Finalized ? Collections.nCopies(65, new Action.Metric("m", 1))
                : super.step(event, now, view);
          }
        }),
        new Defect("limits", () -> new RoundRobinEngine() {
          private long timers = 10;

          @Override
          public List<Action> step(Event event, long now, ReadView view) {
            return with(super.step(event, now, view), new Action.SetTimer(timers++, now + 1_000_000_000));
          }
        }),
        new Defect("silent after Deactivate", () -> new RoundRobinEngine() {
          @Override
          public List<Action> step(Event event, long now, ReadView view) {
            return event instanceof Event.Deactivate ? List.of() : super.step(event, now, view);
          }
        }),
        new Defect("only integers, no clock, chance, thread or world", () -> new RoundRobinEngine() {
          @Override
          public List<Action> step(Event event, long now, ReadView view) {
            return System.nanoTime() == 1 ? List.of() : super.step(event, now, view);
          }
        }));
  }

  private static List<Action> with(List<Action> actions, Action more) {
    var all = new ArrayList<>(actions);
    all.add(more);
    return all;
  }

  @ParameterizedTest
  @MethodSource("defects")
  void theTrialForItFindsWhatIsWrong(Defect defect) {
    var check = trials(defect.engines).checks().stream().filter(one -> one.name().equals(defect.trial)).findFirst();
    String found = "";
    try {
      check.orElseThrow().run();
    } catch (AssertionError expected) {
      found = expected.toString();
    }
    assertThat(found).isNotEmpty();
  }

  // What the scan must see, a class each; and what it must not mind.

  private abstract static class Bare extends RoundRobinEngine {
    abstract Object act();

    @Override
    public List<Action> step(Event event, long now, ReadView view) {
      return List.of(new Action.Metric(String.valueOf(act()), 0));
    }
  }

  static final class Floats extends Bare {
    @Override
    Object act() {
      long x = 5;
      return (long) (x * 0.1);
    }
  }

  static final class Roots extends Bare {
    @Override
    Object act() {
      return Math.round(Math.sqrt(2));
    }
  }

  static final class Boxes extends Bare {
    private final Double held = null;

    @Override
    Object act() {
      return held;
    }
  }

  static final class TableOrder extends Bare {
    private final Map<String, String> table = new HashMap<>();

    @Override
    Object act() {
      return table.values();
    }
  }

  static final class SetOrder extends Bare {
    @Override
    Object act() {
      var text = new StringBuilder();
      for (var word : Set.of("a", "b", "c")) {
        text.append(word);
      }
      return text;
    }
  }

  static final class LambdaOrder extends Bare {
    private final HashSet<String> words = new HashSet<>();

    @Override
    Object act() {
      Supplier<Object> hidden = () -> words.stream().collect(Collectors.joining());
      return hidden.get();
    }
  }

  static final class Clocks extends Bare {
    @Override
    Object act() {
      return java.time.Instant.now();
    }
  }

  static final class Chance extends Bare {
    @Override
    Object act() {
      return new Random().nextInt();
    }
  }

  static final class Threads extends Bare {
    @Override
    Object act() {
      return Thread.currentThread().getName();
    }
  }

  static final class Locks extends Bare {
    @Override
    Object act() {
      return new java.util.concurrent.locks.ReentrantLock();
    }
  }

  static final class Prints extends Bare {
    @Override
    Object act() {
      System.out.println("hello");
      return "";
    }
  }

  static final class Reads extends Bare {
    @Override
    Object act() {
      return Helper.file();
    }
  }

  static final class Statics extends Bare {
    private static long count;

    @Override
    Object act() {
      return count++;
    }
  }

  /** Another class of the package: followed to. */
  private static final class Helper {
    static Object file() {
      return Path.of("x").toFile();
    }
  }

  static final class Harmless extends Bare {
    private final Map<String, Integer> table = new HashMap<>();
    private final Map<String, Integer> tree = Collections.emptySortedMap();

    @Override
    Object act() {
      return table.getOrDefault("a", 1) + Math.floorMod(7L, 3) + tree.size() + Long.hashCode(3);
    }
  }

  static List<Map.Entry<Class<?>, String>> forbidden() {
    return List.of(Map.entry(Floats.class, "floating point"), Map.entry(Roots.class, "floating point"),
        Map.entry(Boxes.class, "floating point"), Map.entry(TableOrder.class, "hash order"),
        Map.entry(SetOrder.class, "hash order"), Map.entry(LambdaOrder.class, "hash order"),
        Map.entry(Clocks.class, "clock"), Map.entry(Chance.class, "chance"), Map.entry(Threads.class, "thread"),
        Map.entry(Locks.class, "thread"), Map.entry(Prints.class, "outside world"),
        Map.entry(Reads.class, "outside world"), Map.entry(Statics.class, "changing static"));
  }

  @ParameterizedTest
  @MethodSource("forbidden")
  void theScanSees(Map.Entry<Class<?>, String> forbidden) {
    assertThat(BytecodeScan.of(forbidden.getKey())).extracting(BytecodeScan.Finding::rule)
        .contains(forbidden.getValue());
  }

  @Test
  void theScanDoesNotMindWhatIsHarmless() {
    assertThat(BytecodeScan.of(Harmless.class)).isEmpty();
  }
}
