package org.atoll.simulator.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A table of a file, read strictly: {@link #done} refuses every key that nobody asked for. */
final class Table {
  private final String path;
  private final JsonNode node;
  private final TreeSet<String> known = new TreeSet<>();

  Table(String path, JsonNode node) {
    this.path = path;
    this.node = node;
    if (!node.isObject()) {
      throw new BadScenario(path + " must be a table");
    }
  }

  /** To be called when all keys have been read. */
  void done() {
    node.fieldNames().forEachRemaining(name -> {
      if (!known.contains(name)) {
        throw new BadScenario("unknown key " + at(name)
            + Nearest.to(name, known).map(near -> "; did you mean " + near + "?").orElse(""));
      }
    });
  }

  String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  Optional<JsonNode> value(String key) {
    known.add(key);
    return Optional.ofNullable(node.get(key));
  }

  String text(String key, String otherwise) {
    return value(key).map(value -> text(key, value)).orElse(otherwise);
  }

  String text(String key) {
    return value(key).map(value -> text(key, value)).orElseThrow(() -> new BadScenario(at(key) + " is missing"));
  }

  int integer(String key, int otherwise, int least, int most) {
    return value(key).map(value -> {
      if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least
          || value.intValue() > most) {
        throw new BadScenario(at(key) + " must be a whole number from " + least + " to " + most + ": " + value);
      }
      return value.intValue();
    }).orElse(otherwise);
  }

  double number(String key, double otherwise, double least, double most) {
    return value(key).map(value -> {
      if (!value.isNumber() || value.doubleValue() < least || value.doubleValue() > most) {
        throw new BadScenario(at(key) + " must be a number from " + least + " to " + most + ": " + value);
      }
      return value.doubleValue();
    }).orElse(otherwise);
  }

  Optional<Double> number(String key) {
    return value(key).map(value -> {
      if (!value.isNumber()) {
        throw new BadScenario(at(key) + " must be a number: " + value);
      }
      return value.doubleValue();
    });
  }

  /** A percentage as parts per million. */
  int percent(String key, int otherwisePpm) {
    return (int) Math.round(number(key, otherwisePpm / 1e4, 0, 100) * 1e4);
  }

  boolean flag(String key, boolean otherwise) {
    return value(key).map(value -> {
      if (!value.isBoolean()) {
        throw new BadScenario(at(key) + " must be true or false: " + value);
      }
      return value.booleanValue();
    }).orElse(otherwise);
  }

  /** In microseconds. */
  long micros(String key, long otherwise) {
    return value(key).map(value -> TimeSpans.micros(at(key), value.asText())).orElse(otherwise);
  }

  Table table(String key) {
    return value(key).map(value -> new Table(at(key), value))
        .orElseGet(() -> new Table(at(key), JsonNodeFactory.instance.objectNode()));
  }

  List<Table> tables(String key) {
    var value = value(key);
    var tables = new ArrayList<Table>();
    if (value.isPresent()) {
      if (!value.get().isArray()) {
        throw new BadScenario(at(key) + " must be written [[" + at(key) + "]]");
      }
      for (var element : value.get()) {
        tables.add(new Table(at(key) + "[" + tables.size() + "]", element));
      }
    }
    return tables;
  }

  /** All keys of the table with plain values, in the file's order. */
  Map<String, Object> everything() {
    var all = new LinkedHashMap<String, Object>();
    node.properties().forEach(entry -> {
      known.add(entry.getKey());
      var value = entry.getValue();
      if (value.isBoolean()) {
        all.put(entry.getKey(), value.booleanValue());
      } else if (value.isIntegralNumber()) {
        all.put(entry.getKey(), value.longValue());
      } else if (value.isTextual()) {
        all.put(entry.getKey(), value.textValue());
      } else {
        throw new BadScenario(at(entry.getKey()) + " must be a whole number, text, true or false: " + value);
      }
    });
    return all;
  }

  private String text(String key, JsonNode value) {
    if (!value.isTextual()) {
      throw new BadScenario(at(key) + " must be text: " + value);
    }
    return value.textValue();
  }
}
