package org.atoll.cli.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.atoll.simulator.core.model.Cut;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.core.model.Fault.Kind;

/** Faults in order of time. */
public final class FaultSchedule {
  private static final long MICROS = 1_000;

  private final List<Fault> faults;

  private FaultSchedule(List<Fault> faults) {
    this.faults = List.copyOf(faults);
  }

  /** @throws NetworkException when processes cannot suffer one of these faults */
  public static FaultSchedule of(List<Fault> faults) throws NetworkException {
    for (var fault : faults) {
      var why = objection(fault);
      if (!why.isEmpty()) {
        throw new NetworkException(NetworkException.Kind.USAGE, why);
      }
    }
    return new FaultSchedule(faults);
  }

  private static String objection(Fault fault) {
    return switch (fault.kind()) {
      case Kind.Crash _, Kind.Partition _, Kind.Wire _, Kind.Pause _ -> "";
      case Kind.Disturb worse -> worse.duplicatePpm() > 0
          ? "duplicate_percent: TCP delivers nothing twice; only the simulator can (atoll sim run)" : "";
      case Kind.DiskStall _, Kind.DiskFull _ -> onlySimulated("faults of disks");
      case Kind.ClockStep _, Kind.ClockSkew _ -> onlySimulated("faults of clocks");
      case Kind.Byzantine(var behaviour, var _, var _) ->
          onlySimulated(behaviour.name().toLowerCase(Locale.ROOT) + " and other lies");
    };
  }

  private static String onlySimulated(String what) {
    return what + " are for the simulator (atoll sim run); processes can suffer crash, pause, partition, links, reset, "
        + "half_open, refuse, drip, flip";
  }

  /** Something changes. */
  record Step(long atMillis, List<Fault> begins, List<Fault> ends, List<Fault> active) {}

  List<Step> steps() {
    var times = new TreeSet<Long>();
    for (var fault : faults) {
      times.add(fault.atMicros());
      if (fault.ends()) {
        times.add(fault.untilMicros());
      }
    }
    var steps = new ArrayList<Step>();
    for (long time : times) {
      steps.add(new Step(time / MICROS, faults.stream().filter(fault -> fault.atMicros() == time).toList(),
          faults.stream().filter(fault -> fault.ends() && fault.untilMicros() == time).toList(),
          faults.stream().filter(fault -> fault.atMicros() <= time && time < fault.untilMicros()).toList()));
    }
    return steps;
  }

  /** Whether proxies are needed. */
  boolean harmsLinks() {
    return faults.stream().anyMatch(FaultSchedule::isOfLinks);
  }

  static boolean isOfLinks(Fault fault) {
    return fault.kind() instanceof Kind.Partition || fault.kind() instanceof Kind.Disturb
        || fault.kind() instanceof Kind.Wire;
  }

  /** In a few words. */
  static String describe(Fault fault) {
    var nodes = IntStream.of(fault.nodes()).mapToObj(Integer::toString).collect(Collectors.joining(","));
    return switch (fault.kind()) {
      case Kind.Crash(var wipe) -> "crash " + nodes + (wipe ? " wipe" : "");
      case Kind.Pause _ -> "pause " + nodes;
      case Kind.Partition(var cut) -> "partition " + sides(cut);
      case Kind.Disturb(var loss, var _, var delay, var jitter) -> "links " + nodes + " delay " + delay / MICROS
          + " ms jitter " + jitter / MICROS + " ms loss " + loss / 10_000.0 + " %";
      case Kind.Wire(var harm, var amount) -> harm.name().toLowerCase(Locale.ROOT) + " " + nodes
          + (amount == 0 ? "" : " " + amount);
      case Kind.DiskStall _, Kind.DiskFull _, Kind.ClockStep _, Kind.ClockSkew _, Kind.Byzantine _ ->
          throw new IllegalArgumentException("not of processes: " + fault);
    };
  }

  private static String sides(Cut cut) {
    var sides = IntStream.of(cut.sides()).filter(side -> side != Cut.EVERYWHERE).distinct().sorted();
    return sides.mapToObj(side -> IntStream.range(0, cut.sides().length).filter(node -> cut.sides()[node] == side)
        .mapToObj(Integer::toString).collect(Collectors.joining(","))).collect(Collectors.joining("/"))
        + (cut.direction() == Cut.Direction.BOTH ? "" : " " + cut.direction().name().toLowerCase(Locale.ROOT));
  }
}
