package org.atoll.cli.log;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One event of a log.
 *
 * @param logger name of the class that says it
 * @param message an event and its values, {@code block.final height=812 why="it is"}
 * @param trace of what was thrown; empty: nothing was
 */
record LogLine(Instant time, String level, String logger, String message, String trace) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern WORD = Pattern.compile("([\\w.-]+)=(\"(?:[^\"\\\\]|\\\\.)*\"|\\S*)");
  private static final String OURS = "org.atoll.";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The part of the node: a feature's package, or another library's. */
  String component() {
    var parts = logger.split("\\.", -1);
    if (!logger.startsWith(OURS)) {
      return parts.length > 1 ? parts[1] : parts[0];
    }
    int last = parts.length - 2;
    return parts[last].equals("core") ? parts[last - 1] : parts[last];
  }

  /** What happened: the first word unless that is a value. */
  String event() {
    var values = values();
    var named = values.get("event");
    if (named != null) {
      return named;
    }
    var first = message.split(" ", 2)[0];
    return first.contains("=") ? "" : first;
  }

  String text() {
    return TIME.format(time) + " " + String.format(Locale.ROOT, "%-5s", level) + " " + component() + " " + message + "\n"
        + trace;
  }

  String json() {
    var root = JSON.createObjectNode();
    root.put("ts", TIME.format(time));
    root.put("level", level);
    root.put("component", component());
    var values = values();
    var event = event();
    if (event.isEmpty() || values.isEmpty() && !message.equals(event)) { // words of some library
      root.put("event", "message");
      root.put("message", message);
    } else {
      root.put("event", event);
      values.remove("event");
      values.forEach(root::put);
    }
    if (!trace.isEmpty()) {
      root.put("trace", trace);
    }
    return root + "\n";
  }

  private Map<String, String> values() {
    var values = new LinkedHashMap<String, String>();
    var match = WORD.matcher(message);
    while (match.find()) {
      var value = match.group(2);
      values.put(match.group(1), value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
          ? value.substring(1, value.length() - 1) : value);
    }
    return values;
  }

  LogLine with(String more) {
    return new LogLine(time, level, logger, message + " " + more, trace);
  }
}
