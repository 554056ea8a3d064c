package org.atoll.simulator.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.atoll.simulator.core.metrics.RunResult;
import org.atoll.simulator.core.metrics.Statistics;
import org.atoll.simulator.report.Plot.Key;

/** The figures of a report that show distributions. Each is SVG, empty when there is nothing to show. */
final class Figures {
  static final double WIDTH = 470;
  static final double HEIGHT = 290;

  private static final double MILLI = 1_000;
  private static final int BINS = 48;
  private static final double LONG_TAIL = 8;

  private Figures() {}

  static String finalityHistogram(List<RunResult> runs) {
    var samples = Samples.pooled(runs, RunResult::finalityMicros, MILLI);
    return samples.length == 0 ? "" : histogram("Histogram of finality latency", "finality latency (ms)", samples);
  }

  static String finalityDistribution(List<RunResult> runs) {
    return distribution("Distribution of finality latency", "finality latency (ms)", runs, RunResult::finalityMicros);
  }

  static String intervalHistogram(List<RunResult> runs) {
    var samples = Samples.pooled(runs, RunResult::intervalMicros, MILLI);
    return samples.length == 0 ? "" : histogram("Histogram of block intervals", "block interval (ms)", samples);
  }

  static String intervalDistribution(List<RunResult> runs) {
    return distribution("Distribution of block intervals", "block interval (ms)", runs, RunResult::intervalMicros);
  }

  /** Blocks of each producer: mean over the seeds, 95 % interval, fair share. */
  static String fairness(List<RunResult> runs, long[] weights) {
    int nodes = weights.length;
    var means = new double[nodes];
    var halves = new double[nodes];
    for (int node = 0; node < nodes; node++) {
      int of = node;
      var counts = runs.stream().mapToDouble(run -> run.blocksByProducer()[of]).toArray();
      means[node] = Statistics.mean(counts);
      halves[node] = runs.size() > 1 ? Statistics.halfWidth95(counts) : 0;
    }
    double all = Arrays.stream(means).sum();
    if (all == 0) {
      return "";
    }
    double most = IntStream.range(0, nodes).mapToDouble(node -> means[node] + halves[node]).max().orElseThrow();
    double weight = Arrays.stream(weights).sum();
    var keys = new ArrayList<>(List.of(Key.area("bar a", runs.size() > 1 ? "mean over seeds" : "blocks"),
        Key.line("dash", "expected share")));
    if (runs.size() > 1) {
      keys.add(Key.line("whisker", "95 % interval"));
    }
    var plot = new Plot("Blocks by producer", 2 * WIDTH + 20, HEIGHT, Axis.categories("producer (node number)", nodes),
        Axis.covering("blocks in the chain", 0, most * 1.04), keys);
    for (int node = 0; node < nodes; node++) {
      plot.bar("a", node - 0.36, node + 0.36, means[node]);
      if (runs.size() > 1) {
        plot.whisker("", node, means[node] - halves[node], means[node] + halves[node]);
      }
      double fair = all * weights[node] / weight;
      plot.line("dash", new double[] {node - 0.5, node + 0.5}, new double[] {fair, fair});
    }
    return plot.svg();
  }

  /** Stale rate of every seed, their mean and its interval. */
  static String staleRates(List<RunResult> runs) {
    var rates = runs.stream().mapToDouble(run -> 100 * run.values().getOrDefault("stale_rate", 0.0)).toArray();
    double mean = Statistics.mean(rates);
    double half = runs.size() > 1 ? Statistics.halfWidth95(rates) : 0;
    double most = Math.max(1, 1.15 * Math.max(Arrays.stream(rates).max().orElse(0), mean + half));
    var keys = runs.size() > 1
        ? List.of(Key.line("b", "mean"), Key.area("area b", "95 % interval"))
        : List.of(Key.line("b", "one seed"));
    var plot = new Plot("Stale blocks by seed", WIDTH, HEIGHT,
        new Axis("seed", -0.6, runs.size() - 0.4, seedTicks(runs)), Axis.covering("stale blocks (%)", 0, most), keys);
    var ends = new double[] {-0.6, runs.size() - 0.4};
    if (runs.size() > 1) {
      plot.band("b", ends, new double[] {Math.max(0, mean - half), Math.max(0, mean - half)},
          new double[] {mean + half, mean + half});
    }
    plot.line("b", ends, new double[] {mean, mean});
    for (int at = 0; at < rates.length; at++) {
      plot.dot("a", at, rates[at]);
    }
    return plot.svg();
  }

  /** Messages of each kind for one block. */
  static String messages(List<RunResult> runs) {
    var kinds = runs.stream().flatMap(run -> run.traffic().stream()).map(RunResult.Traffic::kind).distinct().toList();
    double blocks = runs.stream().mapToDouble(run -> run.values().getOrDefault("blocks", 0.0)).sum();
    if (kinds.isEmpty() || blocks == 0) {
      return "";
    }
    var counts = new double[kinds.size()];
    var bytes = new double[kinds.size()];
    runs.forEach(run -> run.traffic().forEach(traffic -> {
      counts[kinds.indexOf(traffic.kind())] += traffic.messages() / blocks;
      bytes[kinds.indexOf(traffic.kind())] += traffic.bytes() / blocks;
    }));
    var rows = new ArrayList<BarRows.Row>();
    for (int at = 0; at < kinds.size(); at++) {
      rows.add(new BarRows.Row(kinds.get(at), counts[at], Axis.number(counts[at]) + " · " + size(bytes[at])));
    }
    return BarRows.svg("Messages for one block by kind", "messages per block, all nodes · their size", rows);
  }

  private static String size(double bytes) {
    return bytes < 10_240 ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1_024)
        : bytes < 10_240_000 ? String.format(Locale.ROOT, "%.0f KiB", bytes / 1_024)
            : String.format(Locale.ROOT, "%.1f MiB", bytes / 1_048_576);
  }

  /** Empty slots of each producer: mean over the seeds. Empty when none was. */
  static String missedSlots(List<RunResult> runs, long[] weights) {
    int nodes = weights.length;
    var means = new double[nodes];
    for (int node = 0; node < nodes; node++) {
      int of = node;
      means[node] = runs.stream().mapToDouble(run -> run.missedByProducer()[of]).average().orElse(0);
    }
    double most = Arrays.stream(means).max().orElse(0);
    if (most == 0) {
      return "";
    }
    var plot = new Plot("Missed slots by producer", 2 * WIDTH + 20, HEIGHT,
        Axis.categories("producer (node number)", nodes), Axis.covering("slots left empty", 0, most * 1.04),
        List.of(Key.area("bar c", runs.size() > 1 ? "mean over seeds" : "slots")));
    for (int node = 0; node < nodes; node++) {
      plot.bar("c", node - 0.36, node + 0.36, means[node]);
    }
    return plot.svg();
  }

  private static List<Axis.Tick> seedTicks(List<RunResult> runs) {
    int step = Math.max(1, (runs.size() + 9) / 10);
    return IntStream.range(0, runs.size()).filter(at -> at % step == 0)
        .mapToObj(at -> new Axis.Tick(at, Long.toString(runs.get(at).seed()))).toList();
  }

  private static String histogram(String title, String label, double[] samples) {
    var across = across(label, samples);
    var counts = Samples.histogram(samples, across, BINS);
    double scale = 100.0 / samples.length;
    double most = scale * Arrays.stream(counts).max().orElseThrow();
    var plot = new Plot(title, WIDTH, HEIGHT, across, Axis.exactly("share of samples (%)", 0, most * 1.22), List.of());
    for (int bin = 0; bin < BINS; bin++) {
      if (counts[bin] > 0) {
        plot.bar("a", across.at(bin / (double) BINS), across.at((bin + 1.0) / BINS), counts[bin] * scale);
      }
    }
    double median = Samples.quantile(samples, 0.5);
    double tail = Samples.quantile(samples, 0.99);
    plot.rule("b", median, "p50 " + Axis.number(median), 0);
    plot.rule("b", tail, "p99 " + Axis.number(tail), 1);
    return plot.svg();
  }

  private static String distribution(String title, String label, List<RunResult> runs,
      Function<RunResult, long[]> of) {
    var pooled = Samples.pooled(runs, of, MILLI);
    if (pooled.length == 0) {
      return "";
    }
    var across = across(label, pooled);
    var keys = runs.size() > 1 ? List.of(Key.line("b", "all seeds"), Key.line("thin a", "each seed"))
        : List.of(Key.line("b", "one seed"));
    var plot = new Plot(title, WIDTH, HEIGHT, across, Axis.exactly("cumulative share", 0, 1), keys);
    if (runs.size() > 1) {
      runs.stream().limit(60).map(of).filter(samples -> samples.length > 0).forEach(samples -> {
        var curve = Samples.distribution(Samples.sorted(samples, MILLI), across.min(), across.max());
        plot.line("thin a", curve[0], curve[1]);
      });
    }
    var curve = Samples.distribution(pooled, across.min(), across.max());
    plot.line("b", curve[0], curve[1]);
    return plot.svg();
  }

  /** To just beyond the 99.9th percentile: what lies farther is in the tables. Logarithmic if the tail is long. */
  private static Axis across(String label, double[] sorted) {
    double most = Samples.quantile(sorted, 0.999);
    double least = sorted[0];
    if (least > 0 && most > LONG_TAIL * Samples.quantile(sorted, 0.5)) {
      return Axis.logarithmic(label, least * 0.9, most * 1.1);
    }
    double spread = Math.max(most - least, Math.max(1e-3, most * 0.02));
    return Axis.covering(label, Math.max(0, least - spread * 0.04), most + spread * 0.06);
  }
}
