package org.atoll.cli.ops;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.atoll.validator.NodeStatus;

/** Series in Prometheus' text format (operations.md §4). */
final class Metrics {
  private final StringBuilder text = new StringBuilder();

  private Metrics() {}

  static String of(NodeStatus status, List<Reason> reasons, Optional<Instant> certificateEnd, String version,
      Instant now) {
    var metrics = new Metrics();
    metrics.labelled("build_info", "gauge", "version", version, 1);
    metrics.plain("chain_head_height", "gauge", status.headHeight());
    metrics.plain("chain_final_height", "gauge", status.finalHeight());
    metrics.decimal("chain_seconds_since_final", HealthDocument.secondsSinceFinal(status, now));
    metrics.type("finality_seconds", "summary");
    metrics.line("finality_seconds_sum", decimals(status.finality().sumMillis() / 1_000.0));
    metrics.line("finality_seconds_count", Long.toString(status.finality().count()));
    metrics.labelled("peers", "gauge", "state", "linked", status.links().peers());
    metrics.plain("quorum_linked_weight", "gauge", status.links().weight());
    metrics.plain("mempool_pending", "gauge", status.pending());
    metrics.labelled("engine_state", "gauge", "state", HealthDocument.engine(status.engine()), 1);
    metrics.plain("in_step", "gauge", status.inStep() ? 1 : 0);
    metrics.type("processor_instances", "gauge");
    status.families().stream().distinct().sorted().forEach(family -> metrics.line("processor_instances{family=\""
        + family.split(" ")[0] + "\",version=\"" + family.substring(family.indexOf(' ') + 1) + "\"}",
        Long.toString(status.families().stream().filter(family::equals).count())));
    metrics.type("reason_active", "gauge");
    reasons.forEach(reason -> metrics.line("reason_active{code=\"" + reason.code() + "\"}", "1"));
    metrics.plain("store_repairs_total", "counter", status.disk().repairs());
    status.members().clockAheadMillis().ifPresent(ahead -> metrics.decimal("clock_offset_seconds", ahead / 1_000.0));
    metrics.plain("disk_free_bytes", "gauge", status.disk().freeBytes());
    metrics.plain("jvm_heap_used_bytes", "gauge",
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    metrics.plain("jvm_threads", "gauge", ManagementFactory.getThreadMXBean().getThreadCount());
    certificateEnd.ifPresent(end -> metrics.plain("cert_expiry_seconds", "gauge",
        Duration.between(now, end).toSeconds()));
    return metrics.text.toString();
  }

  private void plain(String name, String type, long value) {
    type(name, type);
    line(name, Long.toString(value));
  }

  private void decimal(String name, double value) {
    type(name, "gauge");
    line(name, decimals(value));
  }

  private void labelled(String name, String type, String label, String labelValue, long value) {
    type(name, type);
    line(name + "{" + label + "=\"" + labelValue + "\"}", Long.toString(value));
  }

  private void type(String name, String type) {
    text.append("# TYPE atoll_").append(name).append(' ').append(type).append('\n');
  }

  private void line(String series, String value) {
    text.append("atoll_").append(series).append(' ').append(value).append('\n');
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
