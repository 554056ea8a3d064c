package org.atoll.gateway.method.debug;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.atoll.gateway.json.Json;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Params;
import org.atoll.sdk.proto.EvmTrace;

/**
 * The second or third parameter of the debug methods, as go-ethereum has it.
 *
 * @param options all but what is traced
 * @param timeout at most {@link #LONGEST}
 * @param stateOverrides of debug_traceCall
 * @param blockOverrides of debug_traceCall
 */
record TraceConfig(EvmTrace options, Duration timeout, Optional<Json> stateOverrides, Optional<Json> blockOverrides) {
  static final Duration LONGEST = Duration.ofSeconds(30);

  static final String TYPE = "object: tracer, tracerConfig, timeout, enableMemory, disableStack, disableStorage,"
      + " enableReturnData, limit";
  private static final Set<String> TRACERS = Set.of("", "callTracer", "prestateTracer", "4byteTracer");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,9})?)(ns|us|µs|ms|s|m|h)");
  private static final Map<String, Double> UNIT_MILLIS = Map.of("ns", 1e-6, "us", 1e-3, "µs", 1e-3, "ms", 1.0,
      "s", 1e3, "m", 6e4, "h", 3.6e6);
  private static final TraceConfig USUAL =
      new TraceConfig(EvmTrace.getDefaultInstance(), LONGEST, Optional.empty(), Optional.empty());

  static TraceConfig read(Params params, int index) {
    return params.optional(index, TraceConfig::read).orElse(USUAL);
  }

  private static TraceConfig read(Json value) throws Hex.Malformed {
    var members = Hex.object(value).members();
    var tracer = text(members, "tracer").orElse("");
    if (!TRACERS.contains(tracer)) {
      throw new Hex.Malformed("tracer: there are callTracer, prestateTracer, 4byteTracer, and the struct log without"
          + " a name");
    }
    var inner = present(members, "tracerConfig").isPresent()
        ? Hex.object(members.getOrDefault("tracerConfig", Json.Null.NULL)).members()
        : Map.<String, Json>of();
    var limit = present(members, "limit");
    var options = EvmTrace.newBuilder()
        .setTracer(tracer)
        .setEnableMemory(flag(members, "enableMemory"))
        .setDisableStack(flag(members, "disableStack"))
        .setDisableStorage(flag(tracer.isEmpty() ? members : inner, "disableStorage"))
        .setEnableReturnData(flag(members, "enableReturnData"))
        .setLimit(limit.isPresent() ? Hex.looseQuantity(limit.get()) : 0)
        .setOnlyTopCall(flag(inner, "onlyTopCall"))
        .setWithLog(flag(inner, "withLog"))
        .setDiffMode(flag(inner, "diffMode"))
        .setDisableCode(flag(inner, "disableCode"));
    var timeout = text(members, "timeout");
    return new TraceConfig(options.build(), timeout.isPresent() ? duration(timeout.get()) : LONGEST,
        present(members, "stateOverrides"), present(members, "blockOverrides"));
  }

  private static Optional<Json> present(Map<String, Json> members, String name) {
    return Optional.ofNullable(members.get(name)).filter(value -> value != Json.Null.NULL);
  }

  private static Optional<String> text(Map<String, Json> members, String name) throws Hex.Malformed {
    var value = present(members, name);
    return value.isPresent() ? Optional.of(Hex.text(value.get())) : Optional.empty();
  }

  private static boolean flag(Map<String, Json> members, String name) throws Hex.Malformed {
    var value = present(members, name);
    return value.isPresent() && Hex.bool(value.get());
  }

  /** As Go writes them: {@code 300ms}, {@code 1m30s}. */
  private static Duration duration(String text) throws Hex.Malformed {
    var parts = DURATION.matcher(text);
    double millis = 0;
    int end = 0;
    while (parts.find() && parts.start() == end) {
      millis += Double.parseDouble(parts.group(1)) * UNIT_MILLIS.getOrDefault(parts.group(2), 0.0);
      end = parts.end();
    }
    if (end == 0 || end != text.length()) {
      throw new Hex.Malformed("timeout: not a duration such as 5s or 300ms");
    }
    return Duration.ofMillis((long) Math.min(Math.max(1, millis), LONGEST.toMillis()));
  }
}
