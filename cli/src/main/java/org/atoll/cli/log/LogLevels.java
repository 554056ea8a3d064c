package org.atoll.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.atoll.cli.config.Spelling;
import org.slf4j.LoggerFactory;

/** Levels of this process's loggers, which last until its end. Thread-safe. */
public final class LogLevels {
  public static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");
  /** Takes away what was set for a logger. */
  public static final String INHERIT = "inherit";

  private static final String ROOT = "root";

  private LogLevels() {}

  /** Levels that were set, by logger. */
  public static SortedMap<String, String> all() {
    var levels = new TreeMap<String, String>();
    for (var logger : context().getLoggerList()) {
      if (logger.getLevel() != null) {
        levels.put(name(logger), name(logger.getLevel()));
      }
    }
    return levels;
  }

  /** @throws IllegalArgumentException when there is no such logger */
  public static String get(String logger) {
    return name(find(logger).getEffectiveLevel());
  }

  /** @throws IllegalArgumentException when there is no such logger or level */
  public static void set(String logger, String level) {
    var found = find(logger);
    if (level.equals(INHERIT) && !name(found).equals(ROOT)) {
      found.setLevel(null);
    } else if (LEVELS.contains(level)) {
      found.setLevel(Level.toLevel(level));
    } else {
      throw new IllegalArgumentException("there is no level \"" + level + "\" for " + name(found) + "; there are "
          + String.join(", ", LEVELS) + (name(found).equals(ROOT) ? "" : ", and " + INHERIT));
    }
  }

  /** Only what exists: a made-up name would stay for ever and do nothing. */
  private static Logger find(String name) {
    var loggers = context().getLoggerList();
    return loggers.stream().filter(logger -> name(logger).equals(name)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no logger \"" + name + "\"; did you mean "
            + Spelling.nearest(name, loggers.stream().map(LogLevels::name).toList()) + "?"));
  }

  private static String name(Logger logger) {
    return logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME) ? ROOT : logger.getName();
  }

  private static String name(Level level) {
    return level.toString().toLowerCase(Locale.ROOT);
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
