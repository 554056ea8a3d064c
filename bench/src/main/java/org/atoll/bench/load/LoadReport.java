package org.atoll.bench.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.atoll.bench.measure.CpuMeter;
import org.atoll.bench.measure.Percentiles;

/**
 * What a run showed.
 *
 * @param software what the node calls itself
 * @param unit of the counts: transactions or calls
 * @param seconds from the first due time until the last transaction was seen in a block (calls: answered)
 * @param acknowledge from due to answered
 * @param complete from due to seen in a block (calls: answered)
 * @param cpu by process, the client last; empty when none was named
 */
public record LoadReport(String workload, String software, String unit, Counts counts, double seconds,
    Percentiles acknowledge, Percentiles complete, Map<String, Duration> cpu, double loadBefore, double loadAfter) {

  /**
   * What became of the requests.
   *
   * @param sent handed to the server at least once
   * @param acknowledged answered without an error
   * @param mined with a receipt of status 1 (calls: answered)
   * @param failed with a receipt of status 0
   * @param refusals how often the server gave each reason
   */
  public record Counts(int sent, int acknowledged, int mined, int failed, Map<String, Integer> refusals) {
    public Counts {
      refusals = Collections.unmodifiableMap(new LinkedHashMap<>(refusals));
    }

    public int refused() {
      return refusals.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Acknowledged, yet without any receipt. */
    public int lost() {
      return acknowledged - mined - failed;
    }
  }

  public LoadReport {
    cpu = Collections.unmodifiableMap(new LinkedHashMap<>(cpu));
  }

  public double perSecond() {
    return counts.mined / seconds;
  }

  /** CPU microseconds per mined transaction of all processes but the client; 0 when none was named. */
  public double serverMicros() {
    return cpu.entrySet().stream().filter(entry -> !entry.getKey().equals(CpuMeter.CLIENT))
        .mapToDouble(entry -> micros(entry.getValue())).sum();
  }

  public double clientMicros() {
    return micros(cpu.getOrDefault(CpuMeter.CLIENT, Duration.ZERO));
  }

  /** CPU microseconds per mined transaction. */
  public double micros(Duration time) {
    return counts.mined == 0 ? 0 : time.toNanos() / 1e3 / counts.mined;
  }

  public String text() {
    var text = new StringBuilder();
    line(text, "%-10s %s against %s", "workload", workload, software);
    line(text, "%-10s %d sent, %d acknowledged, %d %s, %d failed, %d refused, %d lost", unit, counts.sent,
        counts.acknowledged, counts.mined, unit.equals("calls") ? "answered" : "mined with status 1", counts.failed,
        counts.refused(), counts.lost());
    counts.refusals.forEach((why, count) -> line(text, "%-10s %d × %s", "refused", count, why));
    line(text, "%-10s %.0f %s/s in %.3f s", "rate", perSecond(), unit, seconds);
    line(text, "%-10s %s", "answered", acknowledge.text());
    line(text, "%-10s %s", "complete", complete.text());
    cpu.forEach((name, time) -> line(text, "%-10s %-10s %.1f µs each (%.2f s)", "cpu", name, micros(time),
        time.toMillis() / 1e3));
    if (cpu.size() > 1) {
      line(text, "%-10s %-10s %.1f µs each", "cpu", "servers", serverMicros());
    }
    line(text, "%-10s %.2f before, %.2f after", "load", loadBefore, loadAfter);
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }

  /** One document, schema atoll.bench/1. */
  public ObjectNode json() {
    var root = JsonMapper.builder().build().createObjectNode();
    root.put("schema", "atoll.bench/1").put("workload", workload).put("software", software).put("unit", unit);
    root.put("sent", counts.sent).put("acknowledged", counts.acknowledged).put("mined", counts.mined)
        .put("failed", counts.failed).put("refused", counts.refused()).put("lost", counts.lost());
    var refusals = root.putObject("refusals");
    counts.refusals.forEach(refusals::put);
    root.put("seconds", seconds).put("perSecond", perSecond());
    add(root.putObject("acknowledgeMillis"), acknowledge);
    add(root.putObject("completeMillis"), complete);
    var micros = root.putObject("cpuMicrosEach");
    cpu.forEach((name, time) -> micros.put(name, micros(time)));
    root.put("loadBefore", loadBefore).put("loadAfter", loadAfter);
    return root;
  }

  private static void add(ObjectNode node, Percentiles times) {
    node.put("p50", times.p50Nanos() / 1e6).put("p90", times.p90Nanos() / 1e6).put("p99", times.p99Nanos() / 1e6)
        .put("max", times.maxNanos() / 1e6);
  }
}
