package org.atoll.simulator.core.metrics;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one seed came to. Everything here follows from scenario, seed and build.
 *
 * @param values by metric name; what never happened (a recovery) is infinite, what has no samples is absent
 * @param finalityMicros a sample for each block and honest node: from the block's making to its being final there
 * @param intervalMicros between the makings of successive blocks of the chain, in its order
 * @param blocksByProducer blocks of the chain, by node number
 * @param missedByProducer slots of each that the chain leaves empty, by node number
 * @param traffic messages sent, by kind
 * @param violations of safety: empty, or the run proves a fault
 */
public record RunResult(long seed, String traceHash, long events, long endMicros, SortedMap<String, Double> values,
    long[] finalityMicros, long[] intervalMicros, long[] blocksByProducer, long[] missedByProducer, List<Traffic> traffic,
    List<TimelinePoint> timeline, List<String> violations) {
  public RunResult {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    finalityMicros = finalityMicros.clone();
    intervalMicros = intervalMicros.clone();
    blocksByProducer = blocksByProducer.clone();
    missedByProducer = missedByProducer.clone();
    traffic = List.copyOf(traffic);
    timeline = List.copyOf(timeline);
    violations = List.copyOf(violations);
  }

  /** Messages of one kind. */
  public record Traffic(String kind, long messages, long bytes) {}

  /** Heights of honest nodes that are up, at one moment. */
  public record TimelinePoint(long micros, long highestHead, long lowestHead, long highestFinal, long lowestFinal) {}

  public boolean safe() {
    return violations.isEmpty();
  }
}
