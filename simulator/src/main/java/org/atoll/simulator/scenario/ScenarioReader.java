package org.atoll.simulator.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.atoll.gossip.core.PeeringLimits;
import org.atoll.simulator.core.model.Delay;
import org.atoll.simulator.core.model.DiskModel;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.core.model.LinkModel;
import org.atoll.simulator.core.model.Regions;
import org.atoll.simulator.core.world.WorldSetup;

/** Reads scenario files. Strict: what it does not know, it refuses. */
public final class ScenarioReader {
  private static final int MOST_NODES = 4_096;
  private static final long EPOCH_MILLIS = 1_767_225_600_000L; // 2026-01-01
  private static final int BOOTSTRAP = 4;
  private static final TomlMapper TOML = new TomlMapper();

  private ScenarioReader() {}

  /** @throws BadScenario that says where and why */
  public static Scenario read(String text) {
    var top = new Table("", tree(text));
    int nodes = top.integer("nodes", 4, 1, MOST_NODES);
    var name = top.text("name");
    var description = top.text("description", "");
    var protocol = top.text("protocol", "atoll");
    var engine = top.text("engine", "dpos");
    var length = length(top);
    var surroundings = surroundings(top, nodes);
    Map<String, Object> params = top.table("params").everything();
    var faults = new Scenario.Faults(
        top.tables("fault").stream().map(table -> simulated(table, FaultReader.read(table, nodes))).toList(),
        mix(top, nodes, length));
    var expectations = top.tables("expect").stream().map(ScenarioReader::expectation).toList();
    top.done();
    return new Scenario(text, name, description, protocol, engine, nodes, length, surroundings, params, faults,
        expectations);
  }

  static JsonNode tree(String text) {
    try {
      return TOML.readTree(text);
    } catch (JsonProcessingException wrong) {
      var at = wrong.getLocation();
      throw new BadScenario("line " + (at == null ? "?" : at.getLineNr()) + ": " + wrong.getOriginalMessage(), wrong);
    }
  }

  private static FaultSpec simulated(Table table, FaultSpec spec) {
    if (spec.shape() instanceof FaultSpec.Shape.Ready(Fault.Kind.Wire _)) {
      throw new BadScenario(table.at("kind") + ": " + table.text("kind") + " is for processes (atoll network fault)");
    }
    return spec;
  }

  private static Scenario.Length length(Table top) {
    long micros = top.micros("duration", 0);
    int heights = top.integer("heights", 0, 0, Integer.MAX_VALUE);
    if (micros <= 0 || micros == Long.MAX_VALUE) {
      throw new BadScenario("duration must be given, such as \"10 min\"; with heights it is the limit");
    }
    return new Scenario.Length(micros, heights, top.micros("warm_up", 0), top.micros("delivery_within", 0));
  }

  private static Scenario.Surroundings surroundings(Table top, int nodes) {
    var links = top.table("links");
    var model = new LinkModel(delay(links, top, nodes),
        (long) (links.number("bandwidth_mbit", 0, 0, 1e6) * 125_000), links.percent("loss_percent", 0),
        links.percent("duplicate_percent", 0), links.percent("reorder_percent", 0), links.micros("reorder_by", 50_000),
        links.flag("loss_is_stall", false));
    int degree = links.integer("degree", 0, 0, MOST_NODES);
    links.done();
    var peering = peering(top, nodes, degree);
    var clocks = top.table("clocks");
    var off = new WorldSetup.Clocks(clocks.micros("offset", 0), clocks.integer("skew_ppm", 0, 0, 100_000));
    clocks.done();
    var disk = top.table("disk");
    var ssd = DiskModel.ssd();
    var writes = new DiskModel(disk.micros("sync", ssd.syncMicros()), disk.number("sigma", ssd.sigma(), 0, 5),
        (long) (disk.number("mb_per_second", ssd.bytesPerSecond() / 1e6, 0.001, 1e6) * 1e6),
        disk.percent("torn_percent", ssd.tornPpm()));
    disk.done();
    var load = top.table("load");
    double perSecond = load.number("per_second", 0, 0, 1e6);
    load.done();
    return new Scenario.Surroundings(EPOCH_MILLIS, model, degree, peering, off, writes, perSecond);
  }

  private static PeeringSpec peering(Table top, int nodes, int degree) {
    var limits = PeeringLimits.DEFAULT;
    if (top.value("peering").isEmpty()) {
      return new PeeringSpec(degree > 0 ? PeeringSpec.Shape.GRAPH : PeeringSpec.Shape.MESH, limits.minPeers(),
          limits.maxPeers(), List.of());
    }
    if (degree > 0) {
      throw new BadScenario("links.degree gives a graph that stays: leave it out, or the table peering");
    }
    var table = top.table("peering");
    boolean mesh = table.flag("mesh", false);
    int min = table.integer("min", limits.minPeers(), 0, MOST_NODES);
    int max = table.integer("max", Math.max(min, limits.maxPeers()), 1, MOST_NODES);
    var bootstrap = table.value("bootstrap").map(value -> NodeChoice.named(table.at("bootstrap"), value, nodes))
        .orElseGet(() -> IntStream.range(0, Math.min(nodes, BOOTSTRAP)).toArray());
    table.done();
    if (min > max) {
      throw new BadScenario(table.at("min") + " must not be above max");
    }
    return new PeeringSpec(mesh ? PeeringSpec.Shape.MESH : PeeringSpec.Shape.DISCOVERY, min, max,
        IntStream.of(bootstrap).boxed().toList());
  }

  private static Delay delay(Table links, Table top, int nodes) {
    var model = links.text("model", "regions");
    if (!model.equals("regions") && top.value("regions").isPresent()) {
      throw new BadScenario("regions belong to links.model = \"regions\"");
    }
    return switch (model) {
      case "regions" -> new Delay.Regional(regions(top, nodes), links.integer("jitter_permille", 100, 0, 1_000));
      case "constant" -> new Delay.Constant(links.micros("delay", 50_000));
      case "uniform" -> uniform(links);
      case "lognormal" -> new Delay.Lognormal(links.micros("delay", 50_000), links.number("sigma", 0.5, 0, 5));
      default -> throw new BadScenario(links.at("model") + " must be regions, constant, uniform or lognormal: "
          + model);
    };
  }

  private static Delay uniform(Table links) {
    long least = links.micros("least", 10_000);
    long most = links.micros("most", 100_000);
    if (least < 0 || most < least) {
      throw new BadScenario(links.at("most") + " must not be below least");
    }
    return new Delay.Uniform(least, most);
  }

  private static Regions regions(Table top, int nodes) {
    if (top.value("regions").isEmpty()) {
      return Regions.world(nodes);
    }
    var table = top.table("regions");
    var names = new ArrayList<String>();
    table.value("names").orElseThrow(() -> new BadScenario("regions.names is missing"))
        .forEach(name -> names.add(name.asText()));
    var rows = new ArrayList<int[]>();
    table.value("one_way_ms").orElseThrow(() -> new BadScenario("regions.one_way_ms is missing")).forEach(row -> {
      var delays = new int[row.size()];
      for (int at = 0; at < delays.length; at++) {
        delays[at] = row.get(at).asInt(-1);
        if (delays[at] < 0) {
          throw new BadScenario("regions.one_way_ms takes whole milliseconds: " + row);
        }
      }
      rows.add(delays);
    });
    var of = table.value("of").map(list -> indices(names, list, nodes))
        .orElseGet(() -> IntStream.range(0, nodes).map(node -> node % names.size()).toArray());
    table.done();
    try {
      return new Regions(names, rows.toArray(int[][]::new), of);
    } catch (IllegalArgumentException wrong) {
      throw new BadScenario("regions: " + wrong.getMessage(), wrong);
    }
  }

  private static int[] indices(List<String> names, JsonNode list, int nodes) {
    if (list.size() != nodes) {
      throw new BadScenario("regions.of must name a region for each of the " + nodes + " nodes");
    }
    return IntStream.range(0, nodes).map(node -> {
      int index = names.indexOf(list.get(node).asText());
      if (index < 0) {
        throw new BadScenario("regions.of: no region is called " + list.get(node).asText()
            + Nearest.to(list.get(node).asText(), names).map(near -> "; did you mean " + near + "?").orElse(""));
      }
      return index;
    }).toArray();
  }

  private static FaultMix mix(Table top, int nodes, Scenario.Length length) {
    if (top.value("mix").isEmpty()) {
      return FaultMix.NONE;
    }
    var table = top.table("mix");
    long from = table.micros("from", 0);
    long until = table.micros("until", length.micros() / 2);
    if (from < 0 || until <= from || until >= length.micros()) {
      throw new BadScenario(table.at("until") + " must be after from and before the end, or nothing could recover");
    }
    var mix = new FaultMix(table.integer("faults", 10, 0, 100_000), from, until,
        table.micros("longest", Math.min(30_000_000, until - from)), table.integer("byzantine", 0, 0, nodes - 1),
        table.integer("wipes", 0, 0, nodes));
    table.done();
    if (mix.longestMicros() < 1) {
      throw new BadScenario(table.at("longest") + " must be positive");
    }
    return mix;
  }

  private static Expectation expectation(Table table) {
    var metric = table.text("metric");
    var min = table.number("min");
    var max = table.number("max");
    var over = table.text("over", "each");
    if (min.isEmpty() && max.isEmpty()) {
      throw new BadScenario(table.at("min") + " or max must be given");
    }
    if (!over.equals("each") && !over.equals("mean")) {
      throw new BadScenario(table.at("over") + " must be each or mean: " + over);
    }
    table.done();
    return new Expectation(metric, min.orElse(Double.NEGATIVE_INFINITY), max.orElse(Double.POSITIVE_INFINITY),
        over.equals("mean"));
  }
}
