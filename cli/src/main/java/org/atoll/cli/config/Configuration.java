package org.atoll.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The settings of a node with where each comes from: option, {@code ATOLL_*}, file, default, in this order. */
public final class Configuration {
  private static final Set<String> OTHER_VARIABLES = Set.of("ATOLL_JAVA_HOME", "ATOLL_JAVA_OPTS", "ATOLL_JVMS",
      "ATOLL_HOME");
  private static final String PREFIX = "ATOLL_";
  private static final String FILE_SUFFIX = "_FILE";

  private final Map<Setting<?>, Map<Layer, String>> texts;
  private final List<String> warnings;

  private Configuration(Map<Setting<?>, Map<Layer, String>> texts, List<String> warnings) {
    this.texts = texts;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Reads and checks everything.
   *
   * @param file empty: none
   * @param options texts by name of the setting
   * @throws ConfigException when a name is unknown or a value refused
   */
  public static Configuration load(Optional<Path> file, Map<String, String> environment, Map<String, String> options)
      throws ConfigException, IOException {
    var texts = new LinkedHashMap<Setting<?>, Map<Layer, String>>();
    Settings.ALL.forEach(setting -> texts.computeIfAbsent(setting, key -> new EnumMap<>(Layer.class))
        .put(Layer.DEFAULT, setting.defaultText()));
    if (file.isPresent()) {
      try {
        SettingsFile.read(file.get()).forEach((setting, text) -> put(texts, setting, Layer.FILE, text));
      } catch (NoSuchFileException missing) {
        throw new ConfigException(file.get() + " does not exist; make a node folder with: atoll init", missing);
      }
    }
    var warnings = new ArrayList<String>();
    readEnvironment(environment, texts, warnings);
    for (var option : options.entrySet()) {
      var setting = Settings.find(option.getKey()).orElseThrow(() -> new ConfigException("there is no setting "
          + option.getKey() + "; did you mean " + Settings.nearest(option.getKey()) + "?"));
      put(texts, setting, Layer.OPTION, option.getValue());
    }
    var loaded = new Configuration(texts, warnings);
    for (var setting : Settings.ALL) {
      loaded.check(setting);
    }
    return loaded;
  }

  private static void put(Map<Setting<?>, Map<Layer, String>> texts, Setting<?> setting, Layer layer, String text) {
    texts.computeIfAbsent(setting, key -> new EnumMap<>(Layer.class)).put(layer, text);
  }

  private static void readEnvironment(Map<String, String> environment, Map<Setting<?>, Map<Layer, String>> texts,
      List<String> warnings) throws IOException {
    for (var variable : environment.entrySet()) {
      var name = variable.getKey();
      if (!name.startsWith(PREFIX) || OTHER_VARIABLES.contains(name)) {
        continue;
      }
      var direct = byVariable(name);
      if (direct.isPresent()) {
        put(texts, direct.get(), Layer.ENVIRONMENT, variable.getValue());
        continue;
      }
      var fromFile = name.endsWith(FILE_SUFFIX)
          ? byVariable(name.substring(0, name.length() - FILE_SUFFIX.length())) : Optional.<Setting<?>>empty();
      if (fromFile.isPresent()) {
        put(texts, fromFile.get(), Layer.ENVIRONMENT, Files.readString(Path.of(variable.getValue())).strip());
      } else { // others inject names of their own, so that is no error
        warnings.add("environment variable " + name + " is no setting and is ignored");
      }
    }
  }

  private static Optional<Setting<?>> byVariable(String variable) {
    return Settings.ALL.stream().filter(setting -> setting.variable().equals(variable)).findFirst();
  }

  private void check(Setting<?> setting) throws ConfigException {
    try {
      var unused = setting.parse().apply(text(setting));
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      throw new ConfigException(setting.name() + " = \"" + text(setting) + "\" (" + layer(setting) + "): "
          + wrong.getMessage(), wrong);
    }
  }

  public <T> T get(Setting<T> setting) {
    return setting.parse().apply(text(setting));
  }

  /** The text that won. */
  public String text(Setting<?> setting) {
    return all(setting).values().stream().reduce((lower, higher) -> higher).orElseThrow();
  }

  /** The layer that won. */
  public Layer layer(Setting<?> setting) {
    return all(setting).keySet().stream().reduce((lower, higher) -> higher).orElseThrow();
  }

  /** What each layer says, weakest first. */
  public Map<Layer, String> all(Setting<?> setting) {
    return texts.getOrDefault(setting, Map.of());
  }

  /** Settings with another value there that only a start takes over. */
  public List<Setting<?>> fixedThatDiffer(Configuration newer) {
    return Settings.ALL.stream().<Setting<?>>map(setting -> setting)
        .filter(setting -> !setting.isReloadable() && !text(setting).equals(newer.text(setting))).toList();
  }

  public List<String> warnings() {
    return warnings;
  }
}
