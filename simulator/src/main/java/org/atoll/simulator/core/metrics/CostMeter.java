package org.atoll.simulator.core.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * How much real time events of each kind take; looks at one in {@value #EVERY}. Says something about this machine and
 * nothing about the run.
 */
public final class CostMeter {
  private static final int EVERY = 61; // prime, so that it falls in step with nothing

  /**
   * @param events of that kind
   * @param meanNanos of real time, by those looked at
   */
  public record Cost(String kind, long events, double meanNanos) {
    public double seconds() {
      return events * meanNanos / 1e9;
    }
  }

  private final LongSupplier nanoClock;
  private final List<String> names;
  private final long[] events;
  private final long[] sampled;
  private final long[] nanos;
  private int turn;

  /** @param names of the kinds, which are known by their place */
  public CostMeter(LongSupplier nanoClock, List<String> names) {
    this.nanoClock = nanoClock;
    this.names = List.copyOf(names);
    events = new long[names.size()];
    sampled = new long[names.size()];
    nanos = new long[names.size()];
  }

  /** An event of that kind begins; what it gives goes to {@link #ended}. */
  public long begins(int kind) {
    events[kind]++;
    if (++turn < EVERY) {
      return 0;
    }
    turn = 0;
    return nanoClock.getAsLong();
  }

  public void ended(int kind, long begun) {
    if (begun != 0) {
      sampled[kind]++;
      nanos[kind] += nanoClock.getAsLong() - begun;
    }
  }

  /** By kind; those that were never looked at are left out. */
  public List<Cost> costs() {
    var costs = new ArrayList<Cost>();
    for (int kind = 0; kind < events.length; kind++) {
      if (sampled[kind] > 0) {
        costs.add(new Cost(names.get(kind), events[kind], nanos[kind] / (double) sampled[kind]));
      }
    }
    return costs;
  }

  /** Sums over several runs, by name. */
  public static List<Cost> together(List<List<Cost>> runs) {
    var all = new TreeMap<String, Cost>();
    runs.forEach(costs -> costs.forEach(cost -> all.merge(cost.kind(), cost, (one, other) -> {
      long events = one.events() + other.events();
      return new Cost(one.kind(), events, 1e9 * (one.seconds() + other.seconds()) / events);
    })));
    return List.copyOf(all.values());
  }
}
