package org.atoll.cli.network;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.atoll.gossip.fault.FaultPlan;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.core.model.Fault.Kind;

/** What the faults of one moment do to the links between nodes. */
final class LinkHarms {
  private static final int PPM_PER_MILLE = 1_000;
  private static final int MOST_PER_MILLE = 999;
  private static final long MICROS = 1_000;

  private LinkHarms() {}

  /** @param forward for bytes from the node that dialled */
  record Directions(FaultPlan forward, FaultPlan backward) {
    boolean isClear() {
      return forward.equals(FaultPlan.CLEAR) && backward.equals(FaultPlan.CLEAR);
    }
  }

  /** By name of the link; all links there are. */
  static Map<String, Directions> of(List<Fault> active, int nodes) {
    var links = new TreeMap<String, Directions>();
    for (int from = 0; from < nodes; from++) {
      for (int to = 0; to < nodes; to++) {
        if (from != to) {
          links.put(ProxyPorts.link(from, to), new Directions(way(active, from, to), way(active, to, from)));
        }
      }
    }
    return links;
  }

  private static FaultPlan way(List<Fault> active, int from, int to) {
    var plan = FaultPlan.CLEAR;
    for (var fault : active) {
      int ends = ends(fault, from, to);
      plan = switch (fault.kind()) {
        case Kind.Partition(var cut) -> cut.stops(from, to) ? plan.withBlocked(true) : plan;
        case Kind.Disturb worse -> ends == 0 ? plan : disturbed(plan, worse, ends);
        case Kind.Wire wire -> ends == 0 ? plan : harmed(plan, wire);
        case Kind.Crash _, Kind.Pause _, Kind.DiskStall _, Kind.DiskFull _, Kind.ClockStep _, Kind.ClockSkew _,
            Kind.Byzantine _ -> plan;
      };
    }
    return plan;
  }

  /** How many ends of the link the fault concerns; their troubles add up. */
  private static int ends(Fault fault, int from, int to) {
    return (int) Arrays.stream(fault.nodes()).filter(node -> node == from || node == to).distinct().count();
  }

  /** A jitter of j adds up to it in a network model; here the delay is spread around its middle. */
  private static FaultPlan disturbed(FaultPlan plan, Kind.Disturb worse, int ends) {
    long jitter = ends * worse.jitterMicros() / MICROS;
    long delay = plan.delayMillis() + ends * worse.delayMicros() / MICROS + jitter / 2;
    int percent = delay == 0 ? 0 : (int) Math.max(plan.jitterPercent(), 50 * jitter / delay);
    int loss = Math.min(MOST_PER_MILLE, plan.lossPerMille() + ends * worse.lossPpm() / PPM_PER_MILLE);
    return plan.withDelay(Math.toIntExact(delay), percent).withLoss(loss);
  }

  private static FaultPlan harmed(FaultPlan plan, Kind.Wire wire) {
    return switch (wire.harm()) {
      case REFUSE -> plan.withRefusal();
      case DRIP -> plan.withRate(plan.bytesPerSecond() == 0 ? wire.amount()
          : Math.min(plan.bytesPerSecond(), wire.amount()));
      case FLIP -> plan.withCorruption(Math.max(plan.corruptPerMillion(), wire.amount()));
      case RESET, HALF_OPEN -> plan; // those happen once
    };
  }
}
