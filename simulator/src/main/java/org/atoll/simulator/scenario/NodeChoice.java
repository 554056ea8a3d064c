package org.atoll.simulator.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.atoll.simulator.core.model.Topology;

/** Which nodes something happens to: named, or drawn anew for each seed. */
sealed interface NodeChoice {
  record Named(int[] nodes) implements NodeChoice {}

  record Drawn(int count) implements NodeChoice {}

  Pattern RANDOM = Pattern.compile("random (\\d+)");
  Pattern RANGE = Pattern.compile("(\\d+)\\.\\.(\\d+)");

  /** {@code [0, 3, "7..9"]}, {@code "7..9"}, {@code "random 6"}, {@code "all"}. */
  static NodeChoice read(String where, JsonNode value, int nodes) {
    if (value.isTextual()) {
      var random = RANDOM.matcher(value.textValue());
      if (random.matches()) {
        int count = Integer.parseInt(random.group(1));
        if (count > nodes) {
          throw new BadScenario(where + ": " + count + " of " + nodes + " nodes");
        }
        return new Drawn(count);
      }
      if (value.textValue().equals("all")) {
        return new Named(IntStream.range(0, nodes).toArray());
      }
    }
    var chosen = new TreeSet<Integer>();
    for (var element : value.isArray() ? value : JsonNodeFactory.instance.arrayNode().add(value)) {
      addTo(chosen, where, element);
    }
    if (chosen.isEmpty() || chosen.last() >= nodes) {
      throw new BadScenario(where + " must name nodes from 0 to " + (nodes - 1) + ": " + value);
    }
    return new Named(chosen.stream().mapToInt(Integer::intValue).toArray());
  }

  /** As {@link #read}, but not drawn. */
  static int[] named(String where, JsonNode value, int nodes) {
    if (read(where, value, nodes) instanceof Named named) {
      return named.nodes().clone();
    }
    throw new BadScenario(where + " must name nodes");
  }

  default int[] resolve(int nodes, SplittableRandom random) {
    return switch (this) {
      case Named named -> named.nodes().clone();
      case Drawn drawn -> Arrays.stream(Topology.shuffled(nodes, random)).limit(drawn.count()).sorted().toArray();
    };
  }

  private static void addTo(TreeSet<Integer> chosen, String where, JsonNode element) {
    var range = RANGE.matcher(element.asText());
    if (element.isIntegralNumber() && element.intValue() >= 0) {
      chosen.add(element.intValue());
    } else if (range.matches()) {
      IntStream.rangeClosed(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2))).forEach(chosen::add);
    } else {
      throw new BadScenario(where + " takes numbers, \"3..8\", \"random 6\" or \"all\": " + element);
    }
  }
}
