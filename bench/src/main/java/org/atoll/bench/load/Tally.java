package org.atoll.bench.load;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.atoll.bench.measure.Percentiles;

/**
 * When each request was due, answered and seen in a block, in nanoseconds of the JVM's clock; 0: never. Each index is
 * written by one connection's thread and by the watcher's; read it when these have ended.
 */
final class Tally {
  final long[] due;
  final long[] accepted;
  final long[] mined;
  /** Why the server refused, per request; never null. */
  final String[] refusals;
  /** Those accepted so far; may be read at any time. */
  final AtomicInteger progress = new AtomicInteger();
  /** What ended a connection's work before its last frame. */
  final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

  Tally(int shots) {
    due = new long[shots];
    accepted = new long[shots];
    mined = new long[shots];
    refusals = new String[shots];
    Arrays.fill(refusals, "");
  }

  int acceptedCount() {
    return count(accepted);
  }

  int minedCount() {
    return count(mined);
  }

  int dueCount() {
    return count(due);
  }

  private static int count(long[] times) {
    int count = 0;
    for (long time : times) {
      count += time == 0 ? 0 : 1;
    }
    return count;
  }

  /** How often each reason was given, alphabetically. */
  Map<String, Integer> refusalCounts() {
    var counts = new TreeMap<String, Integer>();
    for (var why : refusals) {
      if (!why.isEmpty()) {
        counts.merge(why, 1, Integer::sum);
      }
    }
    return counts;
  }

  List<Integer> acceptedIndexes() {
    return IntStream.range(0, accepted.length).filter(i -> accepted[i] != 0).boxed().toList();
  }

  Percentiles dueToAccepted() {
    return between(due, accepted);
  }

  Percentiles dueToMined() {
    return between(due, mined);
  }

  private static Percentiles between(long[] from, long[] to) {
    return Percentiles.of(IntStream.range(0, from.length).filter(i -> from[i] != 0 && to[i] != 0)
        .mapToLong(i -> to[i] - from[i]).toArray());
  }

  /** From the first due time to the last event. */
  double seconds(boolean untilMined) {
    long first = Arrays.stream(due).filter(time -> time != 0).min().orElse(0);
    long last = Arrays.stream(untilMined ? mined : accepted).max().orElse(first);
    return Math.max(1, last - first) / 1e9;
  }
}
