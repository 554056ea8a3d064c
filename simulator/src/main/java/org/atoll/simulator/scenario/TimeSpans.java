package org.atoll.simulator.scenario;

import java.util.regex.Pattern;

/** Spans of time as text: {@code 250 us}, {@code 40 ms}, {@code 1.5 s}, {@code 10 min}, {@code 1 h}, {@code never}. */
final class TimeSpans {
  private static final Pattern FORM = Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\s*(us|ms|s|min|h)");

  private TimeSpans() {}

  static long micros(String where, String text) {
    if (text.equals("never")) {
      return Long.MAX_VALUE;
    }
    var match = FORM.matcher(text.strip());
    if (!match.matches()) {
      throw new BadScenario(where + " must be a time such as \"40 ms\", \"3 s\", \"10 min\" or \"1 h\": " + text);
    }
    long unit = switch (match.group(2)) {
      case "us" -> 1L;
      case "ms" -> 1_000L;
      case "s" -> 1_000_000L;
      case "min" -> 60_000_000L;
      default -> 3_600_000_000L;
    };
    return Math.round(Double.parseDouble(match.group(1)) * unit);
  }
}
