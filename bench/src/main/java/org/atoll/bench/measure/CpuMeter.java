package org.atoll.bench.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** CPU time some processes use from {@link #start} on, this one (the load client) included. Immutable. */
public final class CpuMeter {
  /** What this process is called in the results. */
  public static final String CLIENT = "client";

  private final Map<String, Long> pids;
  private final Map<String, Duration> before;

  private CpuMeter(Map<String, Long> pids, Map<String, Duration> before) {
    this.pids = pids;
    this.before = before;
  }

  /**
   * @param pids by name
   * @throws IOException when one of them is not running, naming it
   */
  public static CpuMeter start(Map<String, Long> pids) throws IOException {
    var all = new LinkedHashMap<>(pids);
    all.put(CLIENT, ProcessHandle.current().pid());
    return new CpuMeter(all, read(all));
  }

  /** Used since the start, by name, in the order given; the client last. */
  public Map<String, Duration> used() throws IOException {
    var used = new LinkedHashMap<String, Duration>();
    read(pids).forEach((name, now) -> used.put(name, now.minus(before.getOrDefault(name, Duration.ZERO))));
    return used;
  }

  private static Map<String, Duration> read(Map<String, Long> pids) throws IOException {
    var times = new LinkedHashMap<String, Duration>();
    for (var entry : pids.entrySet()) {
      try {
        times.put(entry.getKey(), ProcessCpu.of(entry.getValue()));
      } catch (IOException missing) {
        throw new IOException("no process " + entry.getValue() + " (" + entry.getKey() + ")", missing);
      }
    }
    return times;
  }
}
