package org.atoll.simulator.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.atoll.simulator.core.kernel.RandomTree;
import org.atoll.simulator.core.metrics.CostMeter;
import org.atoll.simulator.core.metrics.RunResult;
import org.atoll.simulator.report.Environment;
import org.atoll.simulator.report.Experiment;
import org.atoll.simulator.scenario.BadScenario;
import org.atoll.simulator.scenario.Scenario;
import org.atoll.simulator.scenario.ScenarioReader;

/** What {@code atoll sim} does. Prints as it goes; returns exit codes. */
public final class Simulation {
  /** Everything as expected. */
  public static final int MET = 0;
  /** Some expectation is not met, or a replay differs. */
  public static final int NOT_MET = 1;
  /** Two nodes disagree about what is final, or an honest one stands accused. */
  public static final int UNSAFE = 3;

  private final PrintWriter out;
  private final String build;

  /** @param build version or commit, for the report */
  public Simulation(PrintWriter out, String build) {
    this.out = out;
    this.build = build;
  }

  /**
   * @param jobs seeds at a time, 1 or more
   * @param folder for report, metrics and seeds; nothing is written without
   * @param events also writes events.jsonl of every seed
   */
  public record Options(long[] seeds, int jobs, Optional<Path> folder, boolean events) {
    public Options {
      seeds = seeds.clone();
      if (seeds.length == 0 || jobs < 1) {
        throw new IllegalArgumentException("no seeds or no jobs");
      }
    }
  }

  /**
   * Runs a scenario over seeds.
   *
   * @throws BadScenario if it cannot be run
   */
  public int run(Scenario scenario, Options options) throws IOException, InterruptedException {
    return run(scenario, Protocols.named(scenario.protocol()), options);
  }

  int run(Scenario scenario, Protocol protocol, Options options) throws IOException, InterruptedException {
    long start = System.nanoTime();
    var done = runAll(scenario, protocol, options);
    var runs = done.stream().map(Done::result).toList();
    var costs = done.stream().map(Done::costs).toList();
    long wallMillis = (System.nanoTime() - start) / 1_000_000;
    var first = new RandomTree(options.seeds()[0]);
    var weights = new SeedRun(scenario, protocol, options.seeds()[0]).weights();
    var experiment = new Experiment(scenario, runs, scenario.faults(first), weights,
        Judge.judge(scenario.expectations(), runs), Environment.here(build), wallMillis, CostMeter.together(costs));
    if (options.folder().isPresent()) {
      new Folder(options.folder().get()).write(experiment);
    }
    print(experiment, options);
    return experiment.safe() ? experiment.met() ? MET : NOT_MET : UNSAFE;
  }

  /**
   * Runs one seed of an earlier simulation again and compares the trace hash.
   *
   * @param seedFolder {@code DIR/SEED}
   * @param untilEvent stop after so many events; then nothing is compared
   * @param traceNode prints this node's events
   */
  public int replay(Path seedFolder, Optional<Long> untilEvent, Optional<Integer> traceNode) throws IOException {
    var scenarioFile = seedFolder.toAbsolutePath().normalize().resolveSibling(Folder.SCENARIO);
    if (!Files.isRegularFile(scenarioFile) || !Files.isRegularFile(seedFolder.resolve(Folder.RESULT))) {
      throw new BadScenario(seedFolder + " is not a seed's folder of a simulation that has run");
    }
    var scenario = ScenarioReader.read(Files.readString(scenarioFile));
    long seed = SeedRange.parse(String.valueOf(seedFolder.toAbsolutePath().normalize().getFileName()))[0];
    var run = new SeedRun(scenario, Protocols.named(scenario.protocol()), seed);
    RunResult result;
    try (var log = EventLog.forPeople(out, run.wire(), traceNode.orElse(Integer.MIN_VALUE))) {
      result = run.run(traceNode.isPresent() ? log : (number, micros, node, kind, detail, payload) -> {},
          untilEvent.orElse(Long.MAX_VALUE));
    }
    out.println("seed " + seed + "  events " + result.events() + "  virtual " + result.endMicros() / 1_000
        + " ms  trace " + result.traceHash());
    result.violations().forEach(violation -> out.println("VIOLATION " + violation));
    if (untilEvent.isEmpty()) {
      var expected = Folder.traceHash(seedFolder);
      if (!expected.equals(result.traceHash())) {
        out.println("differs from " + expected + ": another build, or something is not deterministic");
        return NOT_MET;
      }
      out.println("the same events as before");
    }
    return result.safe() ? MET : UNSAFE;
  }

  private record Done(RunResult result, List<CostMeter.Cost> costs) {}

  private List<Done> runAll(Scenario scenario, Protocol protocol, Options options)
      throws IOException, InterruptedException {
    var tasks = Arrays.stream(options.seeds())
        .mapToObj(seed -> (Callable<Done>) () -> one(scenario, protocol, seed, options)).toList();
    var results = new ArrayList<Done>();
    try (var pool = Executors.newFixedThreadPool(options.jobs(), Thread.ofPlatform().name("simulation-", 0).factory())) {
      for (Future<Done> each : tasks.stream().map(pool::submit).toList()) {
        try {
          var result = each.get();
          out.println(line(result.result()));
          results.add(result);
        } catch (ExecutionException failed) {
          pool.shutdownNow();
          throw unwrapped(failed);
        }
      }
    }
    return results;
  }

  private static Done one(Scenario scenario, Protocol protocol, long seed, Options options) throws IOException {
    try {
      return oneSeed(scenario, protocol, seed, options);
    } catch (BadScenario wrong) {
      throw wrong;
    } catch (RuntimeException broken) {
      throw new IllegalStateException("seed " + seed + ": " + broken.getMessage(), broken);
    }
  }

  private static Done oneSeed(Scenario scenario, Protocol protocol, long seed, Options options)
      throws IOException {
    var run = new SeedRun(scenario, protocol, seed);
    if (!options.events() || options.folder().isEmpty()) {
      return new Done(run.run((number, micros, node, kind, detail, payload) -> {}, Long.MAX_VALUE), run.costs());
    }
    var file = new Folder(options.folder().get()).ofSeed(seed).resolve("events.jsonl");
    try (var log = EventLog.jsonLines(file, run.wire())) {
      return new Done(run.run(log, Long.MAX_VALUE), run.costs());
    }
  }

  private static String line(RunResult result) {
    var values = result.values();
    return String.format(Locale.ROOT, "seed %-6d %s  %d events  height %.0f  final %.0f  p50 %.0f ms  p99 %.0f ms%s",
        result.seed(), result.traceHash(), result.events(), values.getOrDefault("blocks", 0.0),
        values.getOrDefault("final_height", 0.0), values.getOrDefault("finality_ms_p50", Double.NaN),
        values.getOrDefault("finality_ms_p99", Double.NaN),
        result.safe() ? "" : "  VIOLATION " + result.violations().getFirst());
  }

  private void print(Experiment experiment, Options options) {
    for (var judgement : experiment.judgements()) {
      out.println((judgement.met() ? "met      " : "NOT MET  ") + judgement.metric() + " " + judgement.value() + " ("
          + judgement.band() + ", " + judgement.scope() + ")"
          + (judgement.met() ? "" : ": " + judgement.detail()));
    }
    long events = experiment.runs().stream().mapToLong(RunResult::events).sum();
    out.println(String.format(Locale.ROOT, "%d seeds, %d events in %.1f s, %d with safety violations",
        experiment.runs().size(), events, experiment.wallMillis() / 1e3,
        experiment.runs().stream().filter(run -> !run.safe()).count()));
    options.folder().ifPresent(folder -> out.println("report: " + folder.resolve("report.html")));
  }

  private static RuntimeException unwrapped(ExecutionException failed) throws IOException {
    switch (failed.getCause()) {
      case IOException broken -> throw broken;
      case RuntimeException wrong -> throw wrong;
      case Error broken -> throw broken;
      case null, default -> throw new IllegalStateException(failed);
    }
  }
}
