package org.atoll.cli.ops;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.atoll.validator.NodeStatus;
import org.atoll.validator.engine.core.EngineState;

/** What {@code /readyz} answers, schema atoll.health/1. */
final class HealthDocument {
  private HealthDocument() {}

  /** @param traffic whether only what concerns this node counts */
  static boolean isReady(List<Reason> reasons, boolean traffic) {
    return reasons.stream().noneMatch(reason -> switch (reason.severity()) {
      case NODE -> true;
      case NETWORK -> !traffic;
      case WARNING -> false;
    });
  }

  static ObjectNode of(NodeStatus status, List<Reason> reasons, boolean ready, Instant now) {
    var root = JsonMapper.builder().build().createObjectNode();
    root.put("schema", "atoll.health/1");
    root.put("ready", ready);
    root.put("height", status.headHeight());
    root.put("headTimestampMillis", status.headTimestampMillis());
    root.put("finalHeight", status.finalHeight());
    root.put("secondsSinceFinal", secondsSinceFinal(status, now));
    root.put("peers", status.links().peers());
    root.put("member", status.links().member());
    root.put("inStep", status.inStep());
    root.put("engine", engine(status.engine()));
    root.put("guard", status.guard().standing().name().toLowerCase(Locale.ROOT));
    root.put("guardSequence", status.guard().sequence());
    root.put("pending", status.pending());
    status.families().forEach(root.putArray("processors")::add);
    var list = root.putArray("reasons");
    for (var reason : reasons) {
      list.addObject().put("code", reason.code())
          .put("severity", reason.severity() == Reason.Severity.WARNING ? "warning" : "error")
          .put("networkWide", reason.severity() == Reason.Severity.NETWORK)
          .put("since", reason.since().toString())
          .put("detail", reason.detail()).put("help", reason.help());
    }
    return root;
  }

  static double secondsSinceFinal(NodeStatus status, Instant now) {
    return Math.max(0, Duration.between(Instant.ofEpochMilli(status.finality().lastMillis()), now).toMillis()) / 1_000.0;
  }

  /** One word. */
  static String engine(EngineState state) {
    return state.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
