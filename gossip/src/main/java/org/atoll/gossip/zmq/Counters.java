package org.atoll.gossip.zmq;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Named counts since the start; names are few and fixed. Thread-safe. */
final class Counters {
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  void add(String name, long count) {
    counts.computeIfAbsent(name, _ -> new LongAdder()).add(count);
  }

  void increment(String name) {
    add(name, 1);
  }

  Map<String, Long> snapshot() {
    var snapshot = new TreeMap<String, Long>();
    counts.forEach((name, count) -> snapshot.put(name, count.sum()));
    return snapshot;
  }
}
