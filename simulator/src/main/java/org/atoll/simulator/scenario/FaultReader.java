package org.atoll.simulator.scenario;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.atoll.simulator.core.model.Behaviour;
import org.atoll.simulator.core.model.Cut;
import org.atoll.simulator.core.model.Fault;

/** Reads {@code [[fault]]}. */
final class FaultReader {
  private static final Set<String> OTHERS = Set.of("crash", "pause", "partition", "links", "disk_stall", "disk_full",
      "clock_step", "clock_skew", "reset", "half_open", "refuse", "drip", "flip");

  private FaultReader() {}

  static FaultSpec read(Table table, int nodes) {
    long at = table.micros("at", 0);
    long until = table.micros("until", Long.MAX_VALUE);
    if (until <= at) {
      throw new BadScenario(table.at("until") + " must be after at");
    }
    var kind = table.text("kind");
    var shape = shape(table, kind, nodes);
    boolean grouped = kind.equals("partition") && table.value("groups").isPresent();
    var choice = table.value("nodes").map(value -> NodeChoice.read(table.at("nodes"), value, nodes));
    if (choice.isEmpty() && !grouped) {
      throw new BadScenario(table.at("nodes") + " is missing");
    }
    if (choice.isPresent() && grouped) {
      throw new BadScenario(table.at("groups") + " and nodes exclude each other");
    }
    var spec = new FaultSpec(at, until, choice.orElse(new NodeChoice.Drawn(0)), shape);
    table.done();
    return spec;
  }

  private static FaultSpec.Shape shape(Table table, String kind, int nodes) {
    return switch (kind) {
      case "crash" -> ready(new Fault.Kind.Crash(table.flag("wipe", false)));
      case "pause" -> ready(new Fault.Kind.Pause());
      case "partition" -> new FaultSpec.Shape.Split(groups(table, nodes), direction(table));
      case "links" -> ready(new Fault.Kind.Disturb(table.percent("loss_percent", 0),
          table.percent("duplicate_percent", 0), table.micros("delay", 0), table.micros("jitter", 0)));
      case "reset" -> wire(Fault.Harm.RESET, 0);
      case "half_open" -> wire(Fault.Harm.HALF_OPEN, 0);
      case "refuse" -> wire(Fault.Harm.REFUSE, 0);
      case "drip" -> wire(Fault.Harm.DRIP, table.integer("bytes_per_second", 1, 1, Integer.MAX_VALUE));
      case "flip" -> wire(Fault.Harm.FLIP, table.integer("ppm", 1_000, 1, 1_000_000));
      case "disk_stall" -> ready(new Fault.Kind.DiskStall());
      case "disk_full" -> ready(new Fault.Kind.DiskFull());
      case "clock_step" -> ready(new Fault.Kind.ClockStep(table.micros("by", 0)));
      case "clock_skew" -> ready(new Fault.Kind.ClockSkew(table.integer("ppm", 0, -900_000, 900_000)));
      default -> lie(table, kind, nodes);
    };
  }

  private static FaultSpec.Shape wire(Fault.Harm harm, int amount) {
    return ready(new Fault.Kind.Wire(harm, amount));
  }

  private static FaultSpec.Shape lie(Table table, String kind, int nodes) {
    for (var behaviour : Behaviour.values()) {
      if (behaviour.name().toLowerCase(Locale.ROOT).equals(kind)) {
        long micros = switch (behaviour) {
          case WITHHOLD, DELAY -> table.micros("late", behaviour == Behaviour.DELAY ? 2_000_000 : 0);
          case CLOCK_LIAR -> table.micros("by", 5_000_000);
          case SILENT, TWINS, EQUIVOCATE, DOUBLE_VOTE, WRONG_ROOT, CENSOR -> 0;
        };
        var other = behaviour == Behaviour.TWINS
            ? table.value("other").map(value -> NodeChoice.read(table.at("other"), value, nodes))
            : Optional.<NodeChoice>empty();
        return new FaultSpec.Shape.Lie(behaviour, micros, other);
      }
    }
    var known = new TreeSet<>(OTHERS);
    for (var behaviour : Behaviour.values()) {
      known.add(behaviour.name().toLowerCase(Locale.ROOT));
    }
    throw new BadScenario(table.at("kind") + ": no fault is called " + kind
        + Nearest.to(kind, known).map(near -> "; did you mean " + near + "?").orElse(""));
  }

  private static List<NodeChoice> groups(Table table, int nodes) {
    var groups = new ArrayList<NodeChoice>();
    for (var group : table.value("groups").orElse(JsonNodeFactory.instance.arrayNode())) {
      groups.add(NodeChoice.read(table.at("groups"), group, nodes));
    }
    return groups;
  }

  private static Cut.Direction direction(Table table) {
    var text = table.text("direction", "both");
    return switch (text) {
      case "both" -> Cut.Direction.BOTH;
      case "outward" -> Cut.Direction.OUTWARD;
      case "inward" -> Cut.Direction.INWARD;
      default -> throw new BadScenario(table.at("direction") + " must be both, outward or inward: " + text);
    };
  }

  private static FaultSpec.Shape ready(Fault.Kind kind) {
    return new FaultSpec.Shape.Ready(kind);
  }
}
