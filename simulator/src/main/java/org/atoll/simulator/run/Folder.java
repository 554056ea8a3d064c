package org.atoll.simulator.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.atoll.simulator.core.metrics.RunResult;
import org.atoll.simulator.report.Experiment;
import org.atoll.simulator.report.Report;

/** What a simulation leaves behind. */
final class Folder {
  static final String SCENARIO = "scenario.toml";
  static final String RESULT = "result.json";

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path root;

  Folder(Path root) {
    this.root = root;
  }

  Path ofSeed(long seed) throws IOException {
    return Files.createDirectories(root.resolve(Long.toString(seed)));
  }

  void write(Experiment experiment) throws IOException {
    Files.createDirectories(root);
    Files.writeString(root.resolve(SCENARIO), experiment.scenario().text());
    Files.writeString(root.resolve("metrics.csv"), csv(experiment.runs()));
    Files.writeString(root.resolve("summary.json"), JSON.writeValueAsString(summary(experiment)) + "\n");
    Files.writeString(root.resolve("report.html"), Report.html(experiment));
    for (var run : experiment.runs()) {
      Files.writeString(ofSeed(run.seed()).resolve(RESULT), JSON.writeValueAsString(result(run)) + "\n");
    }
  }

  /** The trace hash that a seed's folder holds. */
  static String traceHash(Path seedFolder) throws IOException {
    return JSON.readTree(Files.readString(seedFolder.resolve(RESULT))).path("trace_hash").asText();
  }

  private static String csv(List<RunResult> runs) {
    var names = new TreeSet<String>();
    runs.forEach(run -> names.addAll(run.values().keySet()));
    var csv = new StringBuilder("seed,trace_hash");
    names.forEach(name -> csv.append(',').append(name));
    for (var run : runs) {
      csv.append('\n').append(run.seed()).append(',').append(run.traceHash());
      for (var name : names) {
        var value = run.values().get(name);
        csv.append(',').append(value == null ? "" : value.toString());
      }
    }
    return csv.append('\n').toString();
  }

  private static JsonNode summary(Experiment experiment) {
    var node = JSON.createObjectNode();
    var scenario = experiment.scenario();
    node.put("scenario", scenario.name()).put("protocol", scenario.protocol()).put("engine", scenario.engine())
        .put("nodes", scenario.nodes()).put("safe", experiment.safe()).put("met", experiment.met())
        .put("wall_ms", experiment.wallMillis());
    var where = experiment.environment();
    node.putObject("environment").put("build", where.build()).put("jdk", where.jdk()).put("cpu", where.cpu())
        .put("system", where.system());
    var expectations = node.putArray("expectations");
    experiment.judgements().forEach(judgement -> expectations.addObject().put("metric", judgement.metric())
        .put("expected", judgement.band()).put("of", judgement.scope()).put("mean", judgement.value())
        .put("met", judgement.met()).put("detail", judgement.detail()));
    var costs = node.putObject("event_costs");
    experiment.costs().forEach(cost -> costs.putObject(cost.kind()).put("events", cost.events())
        .put("mean_us", cost.meanNanos() / 1e3).put("total_s", cost.seconds()));
    var metrics = node.putObject("metrics");
    experiment.figures().forEach((name, figure) -> {
      var values = metrics.putObject(name);
      put(values, "mean", figure.mean());
      put(values, "half_width_95", figure.halfWidth95());
      put(values, "min", figure.min());
      put(values, "max", figure.max());
    });
    var runs = node.putArray("runs");
    experiment.runs().forEach(run -> runs.addObject().put("seed", run.seed()).put("trace_hash", run.traceHash())
        .put("events", run.events()).put("safe", run.safe()));
    return node;
  }

  private static JsonNode result(RunResult run) {
    var node = JSON.createObjectNode();
    node.put("seed", run.seed()).put("trace_hash", run.traceHash()).put("events", run.events())
        .put("virtual_ms", run.endMicros() / 1_000);
    var violations = node.putArray("violations");
    run.violations().forEach(violations::add);
    var values = node.putObject("values");
    run.values().forEach((name, value) -> put(values, name, value));
    var blocks = node.putArray("blocks_by_producer");
    for (long count : run.blocksByProducer()) {
      blocks.add(count);
    }
    var missed = node.putArray("missed_by_producer");
    for (long count : run.missedByProducer()) {
      missed.add(count);
    }
    return node;
  }

  /** JSON has no infinity: what never happened is the text "never". */
  private static void put(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else if (Double.isInfinite(value)) {
      node.put(name, "never");
    } else {
      node.put(name, value);
    }
  }
}
