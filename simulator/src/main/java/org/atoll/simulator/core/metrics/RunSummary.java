package org.atoll.simulator.core.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.atoll.simulator.core.metrics.RunResult.Traffic;
import org.atoll.simulator.core.model.MessageKind;

/** Makes figures of a recording. */
public final class RunSummary {
  private static final int UNSETTLED = 6; // heights below the head that may still change without finality
  private static final double THIRD = 1.0 / 3;
  private static final int WATTS_OF_A_CORE = 10; // a server's, with its share of the rest

  private final RunRecorder recorder;
  private final long endMicros;
  private final TreeMap<String, Double> values = new TreeMap<>();

  private RunSummary(RunRecorder recorder, long endMicros) {
    this.recorder = recorder;
    this.endMicros = endMicros;
  }

  /** @param weights each node's expected share of the blocks, in any unit */
  public static RunResult of(RunRecorder recorder, long seed, String traceHash, long events, long endMicros,
      long[] weights) {
    return new RunSummary(recorder, endMicros).make(seed, traceHash, events, weights);
  }

  private RunResult make(long seed, String traceHash, long events, long[] weights) {
    var chain = settledChain();
    var intervals = intervals(chain);
    var shares = new long[recorder.nodes];
    chain.forEach(block -> shares[block.producer()]++);
    chainFigures(chain, intervals);
    shareFigures(shares, weights);
    var finality = recorder.finality.toArray();
    distribution("finality_ms", finality, 1e-3);
    distribution("rounds", recorder.rounds.toArray(), 1);
    distribution("reorg_depth", recorder.reorgs.toArray(), 1);
    values.put("reorgs", (double) recorder.reorgs.size());
    values.put("missed_slots", (double) Arrays.stream(recorder.missed).sum());
    values.put("missed_slots_most", (double) Arrays.stream(recorder.missed).max().orElse(0));
    values.put("evidence", (double) recorder.evidence);
    values.put("convicted", (double) recorder.convicted.cardinality());
    values.put("safety_violations", (double) recorder.safety.count());
    recovery();
    delivery();
    var traffic = traffic(chain.size());
    values.put("events", (double) events);
    values.put("cpu_s", recorder.cpuMicros / 1e6);
    values.put("cpu_j", recorder.cpuMicros / 1e6 * WATTS_OF_A_CORE);
    if (!chain.isEmpty()) {
      values.put("cpu_ms_per_block_node", recorder.cpuMicros / 1e3 / chain.size() / recorder.nodes);
    }
    recorder.counts.forEach((name, count) -> values.put(name, (double) count));
    return new RunResult(seed, traceHash, events, endMicros, values, finality, intervals, shares,
        recorder.missed, traffic,
        recorder.timeline, recorder.safety.violations());
  }

  /** The chain that is final at the most advanced node; without finality that of the highest head, where it is deep. */
  private List<Block> settledChain() {
    int head = highest(recorder.headHeight);
    int ahead = highest(recorder.finalHeight);
    if (ahead < 0) {
      return List.of(); // nobody is honest
    }
    boolean decides = recorder.finalHeight[ahead] > 0;
    long top = decides ? recorder.finalBlock[ahead] : recorder.headBlock[head];
    long settled = decides ? recorder.finalHeight[ahead] : recorder.headHeight[head] - UNSETTLED;
    return recorder.blocks.chainTo(top).stream()
        .filter(block -> block.height() > 0 && block.height() <= settled).toList();
  }

  private int highest(long[] heights) {
    int best = -1;
    for (int node = 0; node < recorder.nodes; node++) {
      if (!recorder.byzantine.get(node) && (best < 0 || heights[node] > heights[best])) {
        best = node;
      }
    }
    return best;
  }

  private static long[] intervals(List<Block> chain) {
    var intervals = new long[Math.max(0, chain.size() - 1)];
    for (int at = 0; at < intervals.length; at++) {
      intervals[at] = chain.get(at + 1).createdMicros() - chain.get(at).createdMicros();
    }
    return intervals;
  }

  private void chainFigures(List<Block> chain, long[] intervals) {
    long settled = chain.isEmpty() ? 0 : chain.getLast().height();
    long made = recorder.blocks.inOrder().stream()
        .filter(block -> block.height() > 0 && block.height() <= settled).count();
    values.put("blocks", (double) chain.size());
    values.put("stale_blocks", (double) (made - chain.size()));
    values.put("stale_rate", made == 0 ? 0 : (made - chain.size()) / (double) made);
    values.put("growth_per_s", chain.isEmpty() ? 0 : chain.size() * 1e6 / endMicros);
    long transactions = chain.stream().mapToLong(Block::transactions).sum();
    values.put("transactions_per_s", transactions * 1e6 / endMicros);
    distribution("interval_ms", intervals, 1e-3);
    long highest = 0;
    long lowest = Long.MAX_VALUE;
    for (int node = 0; node < recorder.nodes; node++) {
      if (!recorder.byzantine.get(node) && !recorder.down.get(node)) {
        highest = Math.max(highest, recorder.finalHeight[node]);
        lowest = Math.min(lowest, recorder.finalHeight[node]);
      }
    }
    values.put("final_height", (double) highest);
    values.put("final_height_lowest", lowest == Long.MAX_VALUE ? 0 : (double) lowest);
  }

  private void shareFigures(long[] shares, long[] weights) {
    if (Arrays.stream(shares).sum() == 0) {
      return;
    }
    values.put("share_chi2_per_df", Statistics.chiSquareByDegree(shares, weights));
    var ofProducers = IntStream.range(0, shares.length).filter(node -> weights[node] > 0).mapToLong(node -> shares[node])
        .toArray();
    values.put("share_gini", Statistics.gini(ofProducers));
    values.put("share_hhi", Statistics.hhi(ofProducers));
    values.put("share_nakamoto", (double) Statistics.nakamoto(ofProducers, THIRD));
  }

  private void recovery() {
    double worst = 0;
    double last = 0;
    for (var heal : recorder.heals) {
      last = 0;
      for (int node = 0; node < recorder.nodes; node++) {
        if (!recorder.byzantine.get(node) && !recorder.down.get(node)) {
          long when = heal.recovered()[node];
          last = Math.max(last, when == 0 ? Double.POSITIVE_INFINITY : (when - heal.micros()) / 1e3);
        }
      }
      worst = Math.max(worst, last);
    }
    if (!recorder.heals.isEmpty()) {
      values.put("recovery_ms", last);
      values.put("recovery_worst_ms", worst);
    }
  }

  /** Of all messages and all nodes that are honest and up at the end: how many arrived in time. */
  private void delivery() {
    var delivery = recorder.delivery;
    if (delivery == null) {
      return;
    }
    var nodes = new BitSet();
    nodes.set(0, recorder.nodes);
    nodes.andNot(recorder.byzantine);
    nodes.andNot(recorder.down);
    for (var kind : List.of(MessageKind.TRANSACTION, MessageKind.BLOCK, MessageKind.VOTE)) {
      var late = new Longs();
      long most = 0;
      for (var item : delivery.made(kind, recorder.warmUpMicros, endMicros)) {
        most += nodes.cardinality();
        item.arrivals(nodes, late);
      }
      if (most > 0) {
        var name = kind.name().toLowerCase(Locale.ROOT);
        values.put("delivery_" + name, late.size() / (double) most);
        distribution("delivery_ms_" + name, late.toArray(), 1e-3);
      }
    }
  }

  private List<Traffic> traffic(int blocks) {
    var traffic = new ArrayList<Traffic>();
    long messages = 0;
    long bytes = 0;
    for (var kind : MessageKind.values()) {
      long sent = recorder.messages[kind.ordinal()];
      if (sent > 0) {
        var name = kind.name().toLowerCase(Locale.ROOT);
        traffic.add(new Traffic(name, sent, recorder.bytes[kind.ordinal()]));
        messages += sent;
        bytes += recorder.bytes[kind.ordinal()];
        if (blocks > 0) {
          values.put("messages_per_block_" + name, sent / (double) blocks);
        }
      }
    }
    values.put("messages_lost", (double) recorder.lost);
    if (blocks > 0) {
      values.put("messages_per_block", messages / (double) blocks);
      values.put("messages_per_block_node", messages / (double) blocks / recorder.nodes);
      values.put("bytes_per_block", bytes / (double) blocks);
      values.put("bytes_per_block_node", bytes / (double) blocks / recorder.nodes);
    }
    return traffic;
  }

  private void distribution(String name, long[] samples, double unit) {
    if (samples.length == 0) {
      return;
    }
    var sorted = samples.clone();
    Arrays.sort(sorted);
    values.put(name + "_mean", Statistics.mean(sorted) * unit);
    values.put(name + "_p50", Statistics.quantile(sorted, 0.5) * unit);
    values.put(name + "_p90", Statistics.quantile(sorted, 0.9) * unit);
    values.put(name + "_p99", Statistics.quantile(sorted, 0.99) * unit);
    values.put(name + "_max", sorted[sorted.length - 1] * unit);
  }
}
