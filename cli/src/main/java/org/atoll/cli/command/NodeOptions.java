package org.atoll.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.atoll.cli.config.ConfigException;
import org.atoll.cli.config.Configuration;
import org.atoll.cli.config.Settings;
import org.jspecify.annotations.Nullable;

/** The options {@code --dir}, {@code --config} and {@code --set} of commands about one node. */
final class NodeOptions {
  private NodeOptions() {}

  /** A folder without settings is fine: all have defaults. */
  static Configuration load(@Nullable Path dir, @Nullable Path file, Map<String, String> options)
      throws ConfigException, IOException {
    if (file == null && dir == null) {
      throw new UserError(UserError.USAGE, "which node? give --dir DIR or --config FILE");
    }
    Optional<Path> settings = Optional.ofNullable(file);
    if (file == null && dir != null) {
      settings = Optional.of(dir.resolve("atoll.toml")).filter(Files::exists);
    }
    return Configuration.load(settings, System.getenv(), options);
  }

  static Path folder(@Nullable Path dir, @Nullable Path file, Configuration settings) {
    if (dir != null) {
      return dir;
    }
    var parent = file == null ? null : file.toAbsolutePath().getParent();
    return (parent == null ? Path.of("") : parent).resolve(settings.get(Settings.NODE_DIR)).normalize();
  }
}
