package org.atoll.sdk.testing.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The trials of an engine (consensus.md §1, conformance kit). In a test:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> conforms() {
 *   return EngineConformance.of(EngineSubject.of(MyEngine::new, params)).checks().stream()
 *       .map(check -> DynamicTest.dynamicTest(check.name(), check::run));
 * }
 * }</pre>
 */
public final class EngineConformance {
  private static final int BLOCKS = 200;
  private static final int MUTATIONS = 10_000;
  private static final int SNAPSHOTS = 12;
  private static final int STEPS_AFTER = 150;

  /** One trial; {@code run} throws AssertionError when the engine does not stand it. */
  public record Check(String name, Runnable body) {
    public void run() {
      body.run();
    }
  }

  private final EngineSubject subject;
  private @Nullable EngineWorld largest;

  private EngineConformance(EngineSubject subject) {
    this.subject = subject;
  }

  public static EngineConformance of(EngineSubject subject) {
    return new EngineConformance(subject);
  }

  public List<Check> checks() {
    var checks = new ArrayList<Check>();
    for (int size : subject.sizes()) {
      checks.add(new Check("200 blocks with " + size + " members", () -> blocks(size)));
      checks.add(new Check("200 blocks with " + size + " members, engines killed", () -> blocksWithKills(size)));
    }
    checks.add(new Check("same events, same actions", this::repeats));
    checks.add(new Check("only integers, no clock, chance, thread or world", this::bytecode));
    checks.add(new Check("verdicts do not depend on the engine's past", this::verdicts));
    checks.add(new Check("snapshots are shortcuts", this::snapshots));
    checks.add(new Check("altered headers are rejected", this::mutations));
    checks.add(new Check("limits", this::limits));
    checks.add(new Check("silent after Deactivate", this::silence));
    return checks;
  }

  /** What the first of so many validators told its engine until 200 blocks were final. */
  public List<EngineCall> record(int members) {
    return run(members).nodes.getFirst().calls();
  }

  private EngineWorld run(int members) {
    var world = new EngineWorld(subject, members);
    world.run(BLOCKS);
    return world;
  }

  /** With as many members as it is tried with; made once. */
  private EngineWorld world() {
    var made = largest;
    if (made == null) {
      made = run(subject.sizes().getLast());
      largest = made;
    }
    return made;
  }

  private void blocks(int size) {
    var world = run(size);
    var producers = world.headers.values().stream().skip(1).map(Header::producer).distinct().count();
    require(producers == size, producers + " of " + size + " members produced something");
  }

  private void blocksWithKills(int size) {
    var world = new EngineWorld(subject, size);
    var random = new SplittableRandom(size);
    long at = world.now();
    for (int kill = 0; kill < 40; kill++) {
      at += random.nextLong(500, 20_000);
      var victim = world.nodes.get(random.nextInt(size));
      world.at(at, victim::kill);
    }
    world.run(BLOCKS);
  }

  private void repeats() {
    for (var node : world().nodes) {
      var again = subject.engines().get();
      int step = 0;
      for (var call : node.calls()) {
        var actions = call.repeat(again);
        require(call.actions().equals(actions), "call " + step + " (" + call.getClass().getSimpleName() + ") gave "
            + call.actions() + ", and then " + actions);
        step++;
      }
    }
  }

  private void bytecode() {
    var findings = BytecodeScan.of(subject.engines().get().getClass());
    require(findings.isEmpty(), String.join("\n", findings.stream().map(String::valueOf).toList()));
  }

  private Engine begun(ReadView view, EngineWorld world) {
    var engine = subject.engines().get();
    var node = world.nodes.getFirst();
    engine.init(context(world.genesis, node, Bytes.EMPTY), world.now(), view);
    return engine;
  }

  private InitContext context(Header anchor, WorldNode node, Bytes snapshot) {
    return new InitContext(anchor, EngineWorld.CHAIN_TAG, subject.params(), node.key(), snapshot);
  }

  private void verdicts() {
    var world = world();
    var view = world.nodes.getFirst().view();
    var headers = new ArrayList<>(world.headers.values().stream()
        .filter(header -> header.height() > 0 && view.header(header.id()).isPresent()).toList());
    Collections.shuffle(headers, new Random(7));
    var one = begun(view, world);
    for (var header : headers) {
      var expected = world.verdicts.get(header.id());
      var verdict = one.verifyHeader(header, view);
      require(verdict.equals(expected), "in another order " + verdict + ", not " + expected);
    }
    for (var header : headers.subList(0, Math.min(50, headers.size()))) {
      var expected = world.verdicts.get(header.id());
      var verdict = begun(view, world).verifyHeader(header, view);
      require(verdict.equals(expected), "a new engine says " + verdict + ", not " + expected);
    }
  }

  private void snapshots() {
    var world = world();
    var node = world.nodes.getLast();
    var calls = node.calls();
    var random = new SplittableRandom(3);
    for (int round = 0; round < SNAPSHOTS; round++) {
      int until = random.nextInt(calls.size());
      var snapshot = snapshotAfter(calls.subList(0, until + 1));
      var view = calls.get(until).view();
      long now = calls.get(until).nowMillis();
      var anchor = view.header(view.lastFinal()).orElseThrow();
      var with = subject.engines().get();
      var without = subject.engines().get();
      same("init", with.init(context(anchor, node, snapshot), now, view),
          without.init(context(anchor, node, Bytes.EMPTY), now, view));
      for (var call : calls.subList(until + 1, Math.min(calls.size(), until + 1 + STEPS_AFTER))) {
        same("a step after it", call.repeat(with), call.repeat(without));
      }
    }
  }

  /** Taking one must not change the engine either. */
  private Bytes snapshotAfter(List<EngineCall> calls) {
    var engine = subject.engines().get();
    var snapshot = Bytes.EMPTY;
    for (var call : calls) {
      same("a step between snapshots", call.repeat(engine), call.actions());
      snapshot = engine.snapshot();
    }
    return snapshot;
  }

  private static void same(String what, List<Action> with, List<Action> without) {
    require(with.equals(without), what + " gives " + with + " with a snapshot and " + without + " without");
  }

  private void mutations() {
    var world = world();
    var view = world.nodes.getFirst().view();
    var headers = world.headers.values().stream()
        .filter(header -> header.height() > 0 && view.header(header.id()).isPresent()).toList();
    var engine = begun(view, world);
    var random = new SplittableRandom(11);
    for (int i = 0; i < MUTATIONS; i++) {
      var header = headers.get(random.nextInt(headers.size()));
      var altered = alter(header, world, random);
      if (altered.equals(header)) {
        continue;
      }
      HeaderVerdict verdict;
      try {
        verdict = engine.verifyHeader(altered, view);
      } catch (RuntimeException thrown) {
        throw new AssertionError("verifyHeader must not throw on " + altered, thrown);
      }
      require(verdict instanceof HeaderVerdict.Reject, "accepted " + altered + ", made from " + header);
    }
  }

  private Header alter(Header header, EngineWorld world, SplittableRandom random) {
    int kinds = 4 + subject.changes().size();
    int kind = random.nextInt(kinds);
    return switch (kind) {
      case 0 -> withConsensus(header, flipped(header.consensus(), random), random);
      case 1 -> withConsensus(header, header.consensus().slice(0,
          header.consensus().isEmpty() ? 0 : random.nextInt(header.consensus().size())), random);
      case 2 -> withConsensus(header,
          header.consensus().concat(Bytes.wrap(Seeds.bytes(random, 1 + random.nextInt(16)))), random);
      case 3 -> new Header(anyId(random), header.parentId(), header.height(), header.timestampMillis(),
          other(header, world, random), header.consensus());
      default -> subject.changes().get(kind - 4).apply(header, random);
    };
  }

  private static org.atoll.sdk.crypto.PublicKey other(Header header, EngineWorld world, SplittableRandom random) {
    while (true) {
      var key = EngineWorld.key(1 + random.nextInt(world.members.size() + 3));
      if (!key.equals(header.producer())) {
        return key;
      }
    }
  }

  private static Header withConsensus(Header header, Bytes consensus, SplittableRandom random) {
    return consensus.equals(header.consensus()) ? header : new Header(anyId(random), header.parentId(),
        header.height(), header.timestampMillis(), header.producer(), consensus);
  }

  private static Bytes flipped(Bytes bytes, SplittableRandom random) {
    if (bytes.isEmpty()) {
      return bytes;
    }
    var array = bytes.toArray();
    array[random.nextInt(array.length)] ^= (byte) (1 << random.nextInt(8));
    return Bytes.wrap(array);
  }

  private static BlockId anyId(SplittableRandom random) {
    return new BlockId(Bytes.wrap(ByteBuffer.allocate(32).putLong(random.nextLong()).array()));
  }

  private void limits() {
    for (var node : world().nodes) {
      var timers = new java.util.TreeSet<Long>();
      for (var call : node.calls()) {
        if (call instanceof EngineCall.Step(Event.TimerFired(var id), var now, var view, var actions)) {
          timers.remove(id);
        }
        EngineLimits.check(call.actions(), timers).ifPresent(why -> {
          throw new AssertionError(why);
        });
      }
    }
  }

  private void silence() {
    var calls = world().nodes.getFirst().calls();
    for (int until : new int[] {1, calls.size() / 3, calls.size() / 2}) {
      var engine = subject.engines().get();
      calls.subList(0, until).forEach(call -> call.repeat(engine));
      var last = calls.get(until - 1);
      quiet(engine.step(new Event.Deactivate(last.view().header(last.view().head()).orElseThrow().height()),
          last.nowMillis(), last.view()));
      for (var call : calls.subList(until, Math.min(calls.size(), until + STEPS_AFTER))) {
        quiet(call.repeat(engine));
      }
      for (long id = 0; id < 100; id++) {
        quiet(engine.step(new Event.TimerFired(id), last.nowMillis(), last.view()));
        quiet(engine.step(new Event.ProposalReady(id, 1), last.nowMillis(), last.view()));
        quiet(engine.step(new Event.DraftFailed(id, "late"), last.nowMillis(), last.view()));
        quiet(engine.step(new Event.SealRefused(id, "late"), last.nowMillis(), last.view()));
      }
    }
  }

  private static void quiet(List<Action> actions) {
    require(actions.isEmpty(), "after Deactivate it asks for " + actions);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
