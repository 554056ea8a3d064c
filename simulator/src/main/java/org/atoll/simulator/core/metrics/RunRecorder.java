package org.atoll.simulator.core.metrics;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.atoll.simulator.core.metrics.RunResult.TimelinePoint;
import org.atoll.simulator.core.model.MessageKind;
import org.jspecify.annotations.Nullable;

/** Collects what happens in one run. One thread. */
public final class RunRecorder {
  private static final int KINDS = MessageKind.values().length;

  final int nodes;
  final long warmUpMicros;
  final Blocks blocks = new Blocks();
  final SafetyMonitor safety = new SafetyMonitor();
  final Longs finality = new Longs();
  final Longs reorgs = new Longs();
  final Longs rounds = new Longs();
  final long[] messages = new long[KINDS];
  final long[] bytes = new long[KINDS];
  final long[] missed;
  private final Set<Long> missedSlots = new HashSet<>(); // never iterated
  final List<TimelinePoint> timeline = new ArrayList<>();
  final List<Heal> heals = new ArrayList<>();
  final TreeMap<String, Long> counts = new TreeMap<>();
  final long[] headHeight;
  final long[] headBlock;
  final long[] finalHeight;
  final long[] finalBlock;
  final BitSet byzantine = new BitSet();
  final BitSet down = new BitSet();
  final BitSet convicted = new BitSet();
  int evidence;
  long lost;
  long cpuMicros;
  final @Nullable Delivery delivery;
  private final long[] upSince;

  /** A fault's end, and when each node had a block of after it final; 0 for not yet. */
  record Heal(long micros, long[] recovered) {}

  /**
   * @param warmUpMicros blocks made before that count for no latency
   * @param deliveryMicros how long a message may take to count as delivered; 0 when nobody asks
   */
  public RunRecorder(int nodes, long warmUpMicros, long deliveryMicros) {
    delivery = deliveryMicros > 0 ? new Delivery(deliveryMicros) : null;
    this.nodes = nodes;
    this.warmUpMicros = warmUpMicros;
    missed = new long[nodes];
    headHeight = new long[nodes];
    headBlock = new long[nodes];
    finalHeight = new long[nodes];
    finalBlock = new long[nodes];
    upSince = new long[nodes];
  }

  /** From the start of a run: a node that is Byzantine at any time is not believed at all. */
  public void byzantine(int node) {
    byzantine.set(node);
  }

  public void down(int node) {
    down.set(node);
  }

  public void up(long nowMicros, int node) {
    down.clear(node);
    upSince[node] = nowMicros;
  }

  public void sent(MessageKind kind, int size) {
    messages[kind.ordinal()]++;
    bytes[kind.ordinal()] += size;
  }

  public void cpu(long micros) {
    cpuMicros += micros;
  }

  public void lost() {
    lost++;
  }

  public void healed(long nowMicros) {
    heals.add(new Heal(nowMicros, new long[nodes]));
  }

  public void sample(long nowMicros) {
    long highHead = 0;
    long lowHead = Long.MAX_VALUE;
    long highFinal = 0;
    long lowFinal = Long.MAX_VALUE;
    for (int node = 0; node < nodes; node++) {
      if (!byzantine.get(node) && !down.get(node)) {
        highHead = Math.max(highHead, headHeight[node]);
        lowHead = Math.min(lowHead, headHeight[node]);
        highFinal = Math.max(highFinal, finalHeight[node]);
        lowFinal = Math.min(lowFinal, finalHeight[node]);
      }
    }
    timeline.add(new TimelinePoint(nowMicros, highHead, Math.min(lowHead, highHead), highFinal,
        Math.min(lowFinal, highFinal)));
  }


  public long finalHeight(int node) {
    return finalHeight[node];
  }

  public long headHeight(int node) {
    return headHeight[node];
  }

  public int violations() {
    return safety.count();
  }

  /** True when all honest nodes that are up have that height final. */
  public boolean allFinal(long height) {
    return lowest(finalHeight) >= height;
  }

  public boolean allHeads(long height) {
    return lowest(headHeight) >= height;
  }

  void block(Block block) {
    blocks.add(block);
  }

  void head(int node, long block, long height, int reorgDepth) {
    if (byzantine.get(node)) {
      return;
    }
    headBlock[node] = block;
    headHeight[node] = height;
    if (reorgDepth > 0) {
      reorgs.add(reorgDepth);
    }
  }

  void finalized(long nowMicros, int node, long key, long height, long stateRoot) {
    if (byzantine.get(node)) {
      return;
    }
    safety.finalRoot(nowMicros, node, height, stateRoot);
    long before = finalHeight[node];
    if (height <= before) {
      safety.finalBlock(nowMicros, node, height, key);
      return;
    }
    finalHeight[node] = height;
    finalBlock[node] = key;
    var found = blocks.get(key);
    if (found.isEmpty() || found.get().height() != height) {
      safety.violation(nowMicros, "node " + node + " finalised a block nobody has at height " + height);
      return;
    }
    long created = found.get().createdMicros();
    for (var next = found; next.isPresent() && next.get().height() >= before && next.get().height() > 0;
        next = blocks.get(next.get().parent())) {
      var block = next.get();
      safety.finalBlock(nowMicros, node, block.height(), block.key());
      if (block.height() > before && block.createdMicros() >= warmUpMicros
          && block.createdMicros() >= upSince[node]) {
        finality.add(nowMicros - block.createdMicros());
      }
    }
    for (var heal : heals) {
      if (heal.recovered()[node] == 0 && created >= heal.micros()) {
        heal.recovered()[node] = nowMicros;
      }
    }
  }

  boolean tracksDelivery() {
    return delivery != null;
  }

  void seen(long nowMicros, int node, MessageKind kind, long key) {
    if (delivery != null) {
      delivery.seen(nowMicros, node, kind, key);
    }
  }

  void decided(int node, int tookRounds) {
    if (!byzantine.get(node)) {
      rounds.add(tookRounds);
    }
  }

  void missedSlot(int node, long slot, int producer) {
    if (!byzantine.get(node) && missedSlots.add(slot)) {
      missed[producer]++;
    }
  }

  void evidence(long nowMicros, int node, int accused, String kind) {
    if (byzantine.get(node)) {
      return;
    }
    evidence++;
    convicted.set(accused);
    count("evidence_" + kind, 1);
    if (!byzantine.get(accused)) {
      safety.wronglyAccused(nowMicros, accused, kind);
    }
  }

  void broken(long nowMicros, int node, String promise) {
    if (!byzantine.get(node)) {
      safety.violation(nowMicros, "node " + node + " " + promise);
    }
  }

  public void count(String name, long amount) {
    counts.merge(name, amount, Long::sum);
  }

  private long lowest(long[] heights) {
    long lowest = Long.MAX_VALUE;
    for (int node = 0; node < nodes; node++) {
      if (!byzantine.get(node) && !down.get(node)) {
        lowest = Math.min(lowest, heights[node]);
      }
    }
    return lowest == Long.MAX_VALUE ? 0 : lowest;
  }
}
