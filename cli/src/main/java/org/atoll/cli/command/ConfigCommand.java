package org.atoll.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.atoll.cli.config.ConfigException;
import org.atoll.cli.config.Configuration;
import org.atoll.cli.config.Layer;
import org.atoll.cli.config.Setting;
import org.atoll.cli.config.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** What a node's settings are and where they come from. */
@Command(name = "config", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Show and check the settings of a node.")
public final class ConfigCommand implements Runnable {
  @Option(names = "--dir", paramLabel = "DIR", scope = ScopeType.INHERIT, description = "Node folder (.).")
  @Nullable Path dir;
  @Option(names = "--config", paramLabel = "FILE", scope = ScopeType.INHERIT,
      description = "Settings, when they are not DIR/atoll.toml.")
  @Nullable Path file;
  @Option(names = "--set", paramLabel = "KEY=VALUE", scope = ScopeType.INHERIT, description = "A setting.")
  Map<String, String> options = new LinkedHashMap<>();
  @Spec CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(name = "print", mixinStandardHelpOptions = true, description = "Print what is set.")
  int print(@Option(names = "--all", description = "Also what has its default.") boolean all) {
    var settings = load();
    for (var setting : Settings.ALL) {
      if (!setting.isHidden() && (all || settings.layer(setting) != Layer.DEFAULT)) {
        line("%-24s = %-40s %s", setting.name(), settings.text(setting), settings.layer(setting));
      }
    }
    return 0;
  }

  @Command(name = "explain", mixinStandardHelpOptions = true, description = "Say what a setting means and who set it.")
  int explain(@Parameters(paramLabel = "KEY", description = "Such as p2p.min-peers.") String key) {
    Setting<?> setting = Settings.find(key).orElseThrow(() -> new UserError(UserError.BAD_INPUT,
        "there is no setting " + key + "; did you mean " + Settings.nearest(key) + "?"));
    var settings = load();
    line("%s: %s%s", setting.name(), setting.meaning(), setting.isReloadable() ? " (SIGHUP reads it anew)" : "");
    settings.all(setting).forEach((layer, text) -> line("  %-12s %s%s", layer, text.isEmpty() ? "(nothing)" : text,
        layer == settings.layer(setting) ? "   <- is used" : ""));
    line("set it by --set %s=…, %s, or [%s] %s in atoll.toml", setting.name(), setting.variable(),
        setting.name().substring(0, setting.name().indexOf('.')),
        setting.name().substring(setting.name().indexOf('.') + 1));
    return 0;
  }

  @Command(name = "validate", mixinStandardHelpOptions = true, description = "Check a settings file.")
  int validate(@Parameters(paramLabel = "FILE", description = "Such as atoll.toml.") Path checked) {
    try {
      Configuration.load(Optional.of(checked), Map.of(), Map.of());
    } catch (ConfigException wrong) {
      throw new UserError(UserError.CONFIG, String.valueOf(wrong.getMessage()), wrong);
    } catch (IOException unreadable) {
      throw new UserError(UserError.BAD_INPUT, String.valueOf(unreadable), unreadable);
    }
    line("%s is fine", checked);
    return 0;
  }

  private Configuration load() {
    try {
      return NodeOptions.load(dir == null && file == null ? Path.of("") : dir, file, options);
    } catch (ConfigException wrong) {
      throw new UserError(UserError.CONFIG, String.valueOf(wrong.getMessage()), wrong);
    } catch (IOException unreadable) {
      throw new UserError(UserError.BAD_INPUT, String.valueOf(unreadable), unreadable);
    }
  }

  private void line(String format, Object... values) {
    spec.commandLine().getOut().println(String.format(java.util.Locale.ROOT, format, values));
  }
}
