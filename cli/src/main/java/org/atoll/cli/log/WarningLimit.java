package org.atoll.cli.log;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** One warning at most once in ten seconds; how many were left out is told with the next. Not thread-safe. */
final class WarningLimit {
  private static final Duration GAP = Duration.ofSeconds(10);
  private static final int REMEMBERED = 1_024;

  private record Last(Instant time, long suppressed) {}

  private final Map<String, Last> warnings = new LinkedHashMap<>(64, 0.75f, true) {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
      return size() > REMEMBERED;
    }
  };

  /** How many like it were left out since the last one; empty: this one is left out, too. */
  OptionalLong pass(String warning, Instant now) {
    var last = warnings.get(warning);
    if (last != null && now.isBefore(last.time.plus(GAP)) && !now.isBefore(last.time)) {
      warnings.put(warning, new Last(last.time, last.suppressed + 1));
      return OptionalLong.empty();
    }
    warnings.put(warning, new Last(now, 0));
    return OptionalLong.of(last == null ? 0 : last.suppressed);
  }
}
