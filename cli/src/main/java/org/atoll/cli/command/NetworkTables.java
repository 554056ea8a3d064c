package org.atoll.cli.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;
import org.atoll.cli.network.LocalNetwork;
import org.atoll.cli.network.LocalNetwork.NodeReport;
import org.atoll.cli.network.NodeHealth;
import org.atoll.cli.wallet.Mnemonic;

/** A network's state for people and for programs. */
final class NetworkTables {
  private static final String ROW = "%-5s %-9s %-8s %8s %8s %6s  %-7s %-9s %-22s %s";

  private NetworkTables() {}

  static String table(List<NodeReport> reports) {
    var text = new StringBuilder(row("node", "role", "pid", "head", "final", "peers", "in step", "engine", "rpc",
        "reasons"));
    for (var report : reports) {
      var node = report.node();
      var pid = report.pid().isPresent() ? Long.toString(report.pid().getAsLong()) : "-";
      var role = node.validator() ? "validator" : "follower";
      text.append('\n').append(report.health().map(health -> row(Integer.toString(node.index()), role, pid,
              Long.toString(health.height()), Long.toString(health.finalHeight()), Integer.toString(health.peers()),
              health.inStep() ? "yes" : "no", health.engine(), node.rpc(), String.join(" ", health.reasons())))
          .orElseGet(() -> row(Integer.toString(node.index()), role, pid, "-", "-", "-", "-", "-", node.rpc(),
              report.pid().isPresent() ? "does not answer" : "not running")));
    }
    return text.toString();
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, ROW, cells).stripTrailing();
  }

  /** @param millis until the first final block; -1: nobody waited */
  static String welcome(LocalNetwork network, List<NodeReport> reports, long millis) {
    var file = network.file();
    long validators = file.nodes().stream().filter(node -> node.validator()).count();
    var dir = network.folder();
    return validators + " validators   chain " + file.chainId() + "   slots of " + file.slotMillis() + " ms   "
        + (millis < 0 ? "started" : String.format(Locale.ROOT, "final after %.1f s", millis / 1_000.0)) + "\n\n"
        + table(reports) + "\n\nfolder    " + dir + "\naccounts  the ten of \"" + Mnemonic.WELL_KNOWN + "\"\n"
        + "          PUBLIC TEST KEYS: everyone has them, never send anything of value to them\n"
        + "next      atoll network status | logs I | kill I | start I | add | down   --dir " + dir;
  }

  /** Schema atoll.network-status/1. */
  static String json(LocalNetwork network, List<NodeReport> reports) {
    var root = JsonMapper.builder().build().createObjectNode();
    root.put("schema", "atoll.network-status/1");
    root.put("chainId", network.file().chainId());
    root.put("dir", network.folder().toString());
    root.put("finalHeight", reports.stream().flatMap(report -> report.health().stream())
        .mapToLong(NodeHealth::finalHeight).max().orElse(0));
    var list = root.putArray("nodes");
    for (var report : reports) {
      var node = report.node();
      var entry = list.addObject().put("index", node.index()).put("validator", node.validator())
          .put("rpc", node.rpc()).put("ops", "http://127.0.0.1:" + node.opsPort())
          .put("dir", report.folder().toString()).put("running", report.pid().isPresent());
      report.pid().ifPresent(pid -> entry.put("pid", pid));
      report.health().ifPresent(health -> {
        entry.put("height", health.height()).put("finalHeight", health.finalHeight()).put("peers", health.peers())
            .put("inStep", health.inStep()).put("engine", health.engine())
            .put("secondsSinceFinal", health.secondsSinceFinal());
        health.reasons().forEach(entry.putArray("reasons")::add);
      });
    }
    return root.toString();
  }
}
