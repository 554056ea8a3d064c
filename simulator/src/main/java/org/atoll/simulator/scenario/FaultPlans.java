package org.atoll.simulator.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.atoll.simulator.core.model.Fault;

/** Faults without a scenario, for networks of processes. The vocabulary is that of scenarios' {@code [[fault]]}. */
public final class FaultPlans {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,9}");
  private static final Pattern DECIMAL = Pattern.compile("-?\\d+\\.\\d+");

  private FaultPlans() {}

  /**
   * Reads a TOML file of nothing but {@code [[fault]]}.
   *
   * @param nodes how many there are
   * @param random draws the nodes of {@code "random 2"}
   * @throws BadScenario that says where and why
   */
  public static List<Fault> read(String toml, int nodes, SplittableRandom random) {
    var top = new Table("", ScenarioReader.tree(toml));
    var tables = top.tables("fault");
    top.done();
    if (tables.isEmpty()) {
      throw new BadScenario("a plan consists of [[fault]] entries, and here is none");
    }
    var faults = new ArrayList<Fault>();
    for (var table : tables) {
      faults.add(FaultReader.read(table, nodes).resolve(nodes, random));
    }
    return faults;
  }

  /**
   * Reads one fault from words: its kind, the nodes ({@code 0,2..3}, {@code all}; of a partition groups,
   * {@code 0,1/2,3}) and keys of its table as {@code key=value}.
   *
   * @throws BadScenario that says what is wrong
   */
  public static Fault one(List<String> words, int nodes, SplittableRandom random) {
    var table = JSON.objectNode();
    if (words.isEmpty()) {
      throw new BadScenario("which fault?");
    }
    table.put("kind", words.getFirst());
    for (var word : words.subList(1, words.size())) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        table.set(word.substring(0, equals), value(word.substring(equals + 1)));
      } else if (table.has("nodes") || table.has("groups")) {
        throw new BadScenario("what is \"" + word + "\"? after the nodes come settings such as delay=100ms");
      } else if (word.contains("/")) {
        var groups = table.putArray("groups");
        for (var group : word.split("/", -1)) {
          groups.add(nodes(group));
        }
      } else {
        table.set("nodes", nodes(word));
      }
    }
    return FaultReader.read(new Table("fault", table), nodes).resolve(nodes, random);
  }

  private static JsonNode nodes(String text) {
    if (text.equals("all") || text.startsWith("random")) {
      return JSON.textNode(text);
    }
    ArrayNode list = JSON.arrayNode();
    for (var item : text.split(",", -1)) {
      list.add(value(item));
    }
    return list;
  }

  private static JsonNode value(String text) {
    if (WHOLE.matcher(text).matches()) {
      return JSON.numberNode(Integer.parseInt(text));
    }
    if (DECIMAL.matcher(text).matches()) {
      return JSON.numberNode(Double.parseDouble(text));
    }
    return text.equals("true") || text.equals("false") ? JSON.booleanNode(text.equals("true")) : JSON.textNode(text);
  }
}
