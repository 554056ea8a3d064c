package org.atoll.bench.compare;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.atoll.bench.load.BenchException;
import org.atoll.bench.load.CallLoad;
import org.atoll.bench.load.CrashLoad;
import org.atoll.bench.load.EthereumLoad;
import org.atoll.bench.load.IntkeyLoad;
import org.atoll.bench.load.LatencyLoad;
import org.atoll.bench.load.LoadReport;
import org.atoll.bench.load.Pace;
import org.atoll.bench.load.Shape;
import org.atoll.bench.load.Target;
import org.atoll.bench.measure.Median;
import org.atoll.bench.measure.RecoverCost;
import org.atoll.sdk.transport.UnixSockets;

/** Runs the goals' comparisons: A B A B, each side a fresh node. One at a time; takes minutes. */
public final class Comparison {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SENDERS = 100;
  private static final int RECIPIENTS = 1_000;
  /** Each waits for its receipt; their warm-up is two rounds, as the others'. */
  private static final int LATENCY_RUNS = 2_000;
  private static final int CALLS_PER_TRANSACTION = 5;
  private static final int CRASH_EACH = 1_000;
  private static final long CRASH_BLOCK_MILLIS = 1_000;
  private static final Pace BATCHES = new Pace(100, 8, 0, PATIENCE);

  private final Setup setup;
  private final Consumer<String> progress;
  private long seed = System.currentTimeMillis();

  /** @param progress is told a line about each run */
  public Comparison(Setup setup, Consumer<String> progress) {
    this.setup = setup;
    this.progress = progress;
  }

  /** @throws BenchException when a node does not start, or lost or refused transactions */
  public GoalResult run(Goal goal) throws IOException, BenchException, InterruptedException {
    return switch (goal) {
      case G1 -> intkey();
      case G2 -> transactions(goal, EthereumLoad.Kind.TRANSFER);
      case G3 -> transactions(goal, EthereumLoad.Kind.ERC20);
      case G4 -> processes();
      case G6 -> latency();
      case G8 -> crash();
      case G10 -> calls();
      case G11 -> signatures();
    };
  }

  /** Starts one side's node. */
  private interface Start {
    Node node() throws IOException, BenchException, InterruptedException;
  }

  /** Puts a node under load. */
  private interface Load {
    LoadReport run(Node node) throws IOException, BenchException, InterruptedException;
  }

  /** Reports of both sides, pair by pair; theirs ran first. */
  private record Pairs(List<LoadReport> theirs, List<LoadReport> ours) {
    /** Of each pair, ours divided by theirs. */
    List<Double> ratios(ToDoubleFunction<LoadReport> value) {
      return IntStream.range(0, ours.size())
          .mapToObj(i -> value.applyAsDouble(ours.get(i)) / value.applyAsDouble(theirs.get(i))).toList();
    }
  }

  private Pairs pairs(Start theirs, Start ours, Load load) throws IOException, BenchException, InterruptedException {
    var result = new Pairs(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < setup.pairs(); i++) {
      result.theirs.add(once(theirs, load));
      result.ours.add(once(ours, load));
    }
    return result;
  }

  private LoadReport once(Start start, Load load) throws IOException, BenchException, InterruptedException {
    try (var node = start.node()) {
      var report = load.run(node);
      progress.accept(report.text());
      if (report.counts().mined() != report.counts().sent()) {
        throw new BenchException(report.software() + " lost, refused or failed transactions:\n" + report.text());
      }
      return report;
    }
  }

  private Shape shape(int transactions, int warmUp) {
    return new Shape(transactions, warmUp, SENDERS, RECIPIENTS, seed++);
  }

  private Target target(Node node) {
    return new Target(node.rpc(), setup.richKey(), node.pids());
  }

  private Load load(EthereumLoad.Kind kind) {
    return node -> new EthereumLoad(target(node), shape(setup.transactions(), setup.warmUp()), BATCHES).run(kind);
  }

  private GoalResult transactions(Goal goal, EthereumLoad.Kind kind)
      throws IOException, BenchException, InterruptedException {
    var pairs = pairs(() -> Node.anvil(setup, 1), () -> Node.dev(setup, setup.blockMillis()), load(kind));
    return new GoalResult(goal, pairs.ratios(LoadReport::serverMicros), List.of(
        both("CPU µs each", pairs, LoadReport::serverMicros),
        both("transactions/s", pairs, LoadReport::perSecond),
        String.format(Locale.ROOT, "rate ratio %.2f", Median.of(pairs.ratios(LoadReport::perSecond)))));
  }

  private GoalResult processes() throws IOException, BenchException, InterruptedException {
    var pairs = pairs(() -> Node.dev(setup, setup.blockMillis()), () -> Node.separate(setup, "seth",
        setup.blockMillis()), load(EthereumLoad.Kind.TRANSFER));
    return new GoalResult(Goal.G4, pairs.ratios(LoadReport::serverMicros),
        List.of(both("CPU µs each", pairs, LoadReport::serverMicros), parts(pairs.ours)));
  }

  private GoalResult latency() throws IOException, BenchException, InterruptedException {
    var pairs = pairs(() -> Node.anvil(setup, 0), () -> Node.dev(setup, 0), node -> new LatencyLoad(target(node),
        new Shape(LATENCY_RUNS, 2 * LATENCY_RUNS, 1, 1, seed++), new Pace(1, 1, 0, PATIENCE)).run());
    return new GoalResult(Goal.G6, pairs.ratios(report -> report.complete().p50Nanos()), List.of(
        both("p50 ms", pairs, report -> report.complete().p50Nanos() / 1e6),
        both("p99 ms", pairs, report -> report.complete().p99Nanos() / 1e6)));
  }

  private GoalResult calls() throws IOException, BenchException, InterruptedException {
    var pairs = pairs(() -> Node.anvil(setup, 1), () -> Node.dev(setup, setup.blockMillis()),
        node -> new CallLoad(target(node), shape(setup.transactions() * CALLS_PER_TRANSACTION,
            setup.warmUp() * CALLS_PER_TRANSACTION), new Pace(50, 8, 0, PATIENCE)).run());
    return new GoalResult(Goal.G10, pairs.ratios(report -> 1 / report.serverMicros()), List.of(
        both("CPU µs each", pairs, LoadReport::serverMicros), both("calls/s", pairs, LoadReport::perSecond)));
  }

  private GoalResult intkey() throws IOException, BenchException, InterruptedException {
    var reports = new ArrayList<LoadReport>();
    for (int i = 0; i < setup.pairs(); i++) {
      reports.add(once(() -> Node.separate(setup, "intkey", setup.blockMillis()), this::intkey));
    }
    return new GoalResult(Goal.G1,
        reports.stream().map(report -> 1e6 / report.serverMicros() / Goal.SAWTOOTH_PER_CPU_SECOND).toList(),
        List.of(one("transactions per CPU-second", reports, report -> 1e6 / report.serverMicros()),
            one("transactions/s", reports, LoadReport::perSecond), parts(reports)));
  }

  private LoadReport intkey(Node node) throws IOException, BenchException, InterruptedException {
    var threads = Executors.newCachedThreadPool(Thread.ofPlatform().name("grpc-", 0).daemon(true).factory());
    ManagedChannel channel = UnixSockets.connect(node.clientSocket(), threads);
    try {
      return new IntkeyLoad(channel, node.pids(), shape(setup.transactions(), setup.warmUp()),
          new Pace(256, 8, 0, PATIENCE)).run();
    } finally {
      channel.shutdownNow();
    }
  }

  private GoalResult signatures() throws IOException, BenchException, InterruptedException {
    var shares = new ArrayList<Double>();
    var reports = new ArrayList<LoadReport>();
    var costs = new ArrayList<Double>();
    for (int i = 0; i < setup.pairs(); i++) {
      var report = once(() -> Node.separate(setup, "seth", setup.blockMillis()),
          load(EthereumLoad.Kind.TRANSFER));
      costs.add(RecoverCost.micros());
      reports.add(report);
      shares.add(costs.getLast() / validatorMicros(report));
    }
    return new GoalResult(Goal.G11, shares, List.of(
        one("validator CPU µs each", reports, Comparison::validatorMicros),
        String.format(Locale.ROOT, "one recovery %.1f µs of CPU, alone on this machine", Median.of(costs))));
  }

  private static double validatorMicros(LoadReport report) {
    return report.micros(report.cpu().getOrDefault("validator", Duration.ZERO));
  }

  private GoalResult crash() throws IOException, BenchException, InterruptedException {
    var first = Node.dev(setup, CRASH_BLOCK_MILLIS);
    var nodes = new ArrayList<>(List.of(first));
    try {
      var load = new CrashLoad(target(first), new Shape(SENDERS * CRASH_EACH, 0, SENDERS, RECIPIENTS, seed++),
          BATCHES);
      var outcome = load.run(() -> {
        first.kill();
        nodes.add(Node.dev(setup, first.folder(), CRASH_BLOCK_MILLIS));
      });
      return new GoalResult(Goal.G8, List.of((double) outcome.mined() / outcome.acknowledged()), List.of(
          outcome.acknowledged() + " acknowledged, " + outcome.minedBefore() + " of them mined when the node was back, "
              + outcome.mined() + " at the end"));
    } finally {
      for (var node : nodes) {
        node.close();
      }
    }
  }

  private static String both(String what, Pairs pairs, ToDoubleFunction<LoadReport> value) {
    return String.format(Locale.ROOT, "%s: %.2f against %.2f", what, median(pairs.ours, value),
        median(pairs.theirs, value));
  }

  private static String one(String what, List<LoadReport> reports, ToDoubleFunction<LoadReport> value) {
    return String.format(Locale.ROOT, "%s: %.1f", what, median(reports, value));
  }

  /** Median CPU of each process. */
  private static String parts(List<LoadReport> reports) {
    return "CPU µs each: " + String.join(", ", reports.getFirst().cpu().keySet().stream().map(name -> String.format(
        Locale.ROOT, "%s %.1f", name, median(reports, report -> report.micros(report.cpu().getOrDefault(name,
            Duration.ZERO))))).toList());
  }

  private static double median(List<LoadReport> reports, ToDoubleFunction<LoadReport> value) {
    return Median.of(reports.stream().map(value::applyAsDouble).toList());
  }
}
