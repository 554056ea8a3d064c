package org.atoll.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.atoll.cli.config.ConfigException;
import org.atoll.cli.config.Configuration;
import org.atoll.cli.config.Setting;
import org.atoll.cli.config.Settings;
import org.atoll.cli.log.Logs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings {@code log.*} as options, for all processes alike. */
final class LogOption {
  private static final String VARIABLES = "ATOLL_LOG_";

  @Option(names = "--log-level", paramLabel = "LEVEL", description = "error, warn, info, debug or trace.")
  @Nullable String level;
  @Option(names = "--log-format", paramLabel = "FORMAT", description = "text: a line for people; json: an object a line.")
  @Nullable String format;
  @Option(names = "--log-file", paramLabel = "FILE", description = "Where lines are added; else standard error.")
  @Nullable String file;

  /** Those that were given, unless they are there already. */
  void addTo(Map<String, String> options) {
    add(options, Settings.LOG_LEVEL, level);
    add(options, Settings.LOG_FORMAT, format);
    add(options, Settings.LOG_FILE, file);
  }

  private static void add(Map<String, String> options, Setting<?> setting, @Nullable String text) {
    if (text != null) {
      options.putIfAbsent(setting.name(), text);
    }
  }

  /** For a process without a node folder; what no option says the environment may. */
  void apply() throws IOException {
    apply(System.getenv());
  }

  void apply(Map<String, String> environment) throws IOException {
    var options = new LinkedHashMap<String, String>();
    addTo(options);
    var variables = new TreeMap<>(environment);
    variables.keySet().removeIf(name -> !name.startsWith(VARIABLES));
    try {
      Logs.apply(Path.of(""), Configuration.load(Optional.empty(), variables, options));
    } catch (ConfigException wrong) {
      throw new UserError(UserError.USAGE, String.valueOf(wrong.getMessage()), wrong);
    }
  }
}
