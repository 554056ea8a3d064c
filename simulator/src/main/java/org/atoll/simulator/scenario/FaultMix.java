package org.atoll.simulator.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.atoll.simulator.core.model.Behaviour;
import org.atoll.simulator.core.model.Cut;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.core.model.Topology;

/**
 * Faults drawn for each seed; all end by {@code untilMicros}, after which everything must recover.
 *
 * @param count how many, apart from Byzantine nodes
 * @param longestMicros the longest lasts that long
 * @param byzantine nodes that lie for the whole time, each in a way that is drawn
 * @param wipes nodes that may lose their disk; at most f minus {@code byzantine} makes sense
 */
record FaultMix(int count, long fromMicros, long untilMicros, long longestMicros, int byzantine, int wipes) {
  static final FaultMix NONE = new FaultMix(0, 0, 1, 1, 0, 0);

  private static final Behaviour[] LIES = Behaviour.values();
  private static final int KINDS = 8;
  private static final int WIPED_PERCENT = 30;

  List<Fault> draw(int nodes, SplittableRandom random) {
    var order = Topology.shuffled(nodes, random);
    var faults = new ArrayList<Fault>();
    for (int liar = 0; liar < byzantine; liar++) {
      var lie = LIES[random.nextInt(LIES.length)];
      faults.add(new Fault(fromMicros, Long.MAX_VALUE, new int[] {order[liar]},
          new Fault.Kind.Byzantine(lie, lie == Behaviour.DELAY || lie == Behaviour.CLOCK_LIAR ? 1_000_000 : 0,
              new int[0])));
    }
    var frail = Arrays.copyOfRange(order, byzantine, Math.min(nodes, byzantine + wipes));
    for (int number = 0; number < count; number++) {
      long at = random.nextLong(fromMicros, untilMicros);
      long until = Math.min(untilMicros, at + 1 + random.nextLong(longestMicros));
      faults.add(one(nodes, random, at, until, frail));
    }
    return faults;
  }

  private static Fault one(int nodes, SplittableRandom random, long at, long until, int[] frail) {
    int node = random.nextInt(nodes);
    var some = Arrays.stream(Topology.shuffled(nodes, random)).limit(1 + random.nextInt(nodes)).sorted().toArray();
    Fault.Kind kind = switch (random.nextInt(KINDS)) {
      case 0, 1 -> new Fault.Kind.Crash(random.nextInt(100) < WIPED_PERCENT && has(frail, node));
      case 2 -> new Fault.Kind.Pause();
      case 3 -> partition(nodes, random, some);
      case 4 -> // both ends of a link add up: 30 and 50 %
          new Fault.Kind.Disturb(random.nextInt(150_001), random.nextInt(250_001), 0, 0);
      case 5 -> new Fault.Kind.Disturb(0, 0, 0, 1 + random.nextLong(200_000));
      case 6 -> new Fault.Kind.DiskStall();
      default -> new Fault.Kind.ClockStep(random.nextLong(-400_000, 400_001));
    };
    boolean links = kind instanceof Fault.Kind.Partition || kind instanceof Fault.Kind.Disturb;
    return new Fault(at, until, links ? some : new int[] {node}, kind);
  }

  private static Fault.Kind partition(int nodes, SplittableRandom random, int[] some) {
    var sides = new int[nodes];
    for (int node : some) {
      sides[node] = 1;
    }
    return new Fault.Kind.Partition(new Cut(sides, Cut.Direction.values()[random.nextInt(3)]));
  }

  private static boolean has(int[] nodes, int node) {
    return Arrays.stream(nodes).anyMatch(other -> other == node);
  }
}
