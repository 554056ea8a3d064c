package org.atoll.cli.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A TOML file of settings: groups as tables, lists as arrays. Strict. */
public final class SettingsFile {
  private SettingsFile() {}

  /** Texts by setting. */
  static Map<Setting<?>, String> read(Path file) throws ConfigException, IOException {
    return parse(file.toString(), Files.readString(file));
  }

  /** @param name of the file, for messages */
  static Map<Setting<?>, String> parse(String name, String text) throws ConfigException {
    JsonNode root;
    try {
      root = TomlMapper.builder().build().readTree(text);
    } catch (JsonProcessingException broken) {
      throw new ConfigException(name + " is not TOML: " + broken.getOriginalMessage() + " at line "
          + broken.getLocation().getLineNr(), broken);
    }
    var found = new LinkedHashMap<Setting<?>, String>();
    for (var group : root.properties()) {
      if (!group.getValue().isObject()) {
        throw unknown(name, group.getKey());
      }
      for (var entry : group.getValue().properties()) {
        var key = group.getKey() + "." + entry.getKey();
        var setting = Settings.find(key).orElseThrow(() -> unknown(name, key));
        found.put(setting, text(entry.getValue()));
      }
    }
    return found;
  }

  /** A file with these settings. */
  public static String render(Map<Setting<?>, String> texts) {
    var toml = new StringBuilder();
    var group = "";
    for (var setting : Settings.ALL) { // in their usual order, so that groups stay together
      var text = texts.get(setting);
      if (text == null) {
        continue;
      }
      int dot = setting.name().indexOf('.');
      if (!setting.name().substring(0, dot).equals(group)) {
        toml.append(group.isEmpty() ? "" : "\n");
        group = setting.name().substring(0, dot);
        toml.append('[').append(group).append("]\n");
      }
      toml.append(setting.name().substring(dot + 1)).append(" = ").append(literal(setting, text)).append('\n');
    }
    return toml.toString();
  }

  private static String literal(Setting<?> setting, String text) {
    if (setting.parse().apply(text) instanceof List<?> || setting.equals(Settings.P2P_DIAL_REWRITE)) {
      return Parse.list(text, SettingsFile::quoted).stream().collect(Collectors.joining(",\n  ", "[", "]"));
    }
    return text.chars().allMatch(Character::isDigit) && !text.isEmpty() ? text : quoted(text);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static ConfigException unknown(String file, String key) {
    return new ConfigException(file + ": there is no setting " + key + "; did you mean " + Settings.nearest(key)
        + "? (all of them: atoll config print --all)");
  }

  private static String text(JsonNode value) {
    if (value.isArray()) {
      List<String> items = new ArrayList<>();
      value.forEach(item -> items.add(item.asText()));
      return String.join(",", items);
    }
    if (value.isObject()) {
      List<String> items = new ArrayList<>();
      value.properties().forEach(entry -> items.add(entry.getKey() + "=" + entry.getValue().asText()));
      return String.join(",", items);
    }
    return value.asText();
  }
}
