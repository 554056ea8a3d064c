package org.atoll.simulator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.atoll.simulator.core.metrics.RunResult;
import org.atoll.simulator.core.model.Cut;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.report.Plot.Key;

/** Heights over time in one run, and what went wrong meanwhile. */
final class Timeline {
  private static final double SECOND = 1e6;

  private Timeline() {}

  static String svg(RunResult run, List<Fault> faults) {
    var points = run.timeline();
    if (points.size() < 2) {
      return "";
    }
    double end = points.getLast().micros() / SECOND;
    var times = points.stream().mapToDouble(point -> point.micros() / SECOND).toArray();
    var heads = points.stream().mapToDouble(RunResult.TimelinePoint::highestHead).toArray();
    var finals = points.stream().mapToDouble(RunResult.TimelinePoint::highestFinal).toArray();
    var slowest = points.stream().mapToDouble(RunResult.TimelinePoint::lowestFinal).toArray();
    var keys = new ArrayList<>(List.of(Key.line("a", "highest head"), Key.line("b", "highest final"),
        Key.area("area b", "final at some nodes only")));
    if (!faults.isEmpty()) {
      keys.add(Key.area("fault", "faults"));
    }
    var plot = new Plot("Heights over time", 2 * Figures.WIDTH + 20, 320,
        Axis.exactly("virtual time (s), seed " + run.seed(), 0, end),
        Axis.covering("height", 0, Math.max(1, heads[heads.length - 1]) * 1.02), keys);
    for (var fault : faults) {
      plot.span("fault", fault.atMicros() / SECOND, fault.ends() ? fault.untilMicros() / SECOND : end);
    }
    plot.band("b", times, slowest, finals);
    plot.line("a", times, heads);
    plot.line("b", times, finals);
    label(plot, faults, end);
    return plot.svg();
  }

  /** What a fault is, in a word or two. */
  static String name(Fault fault) {
    var kind = switch (fault.kind()) {
      case Fault.Kind.Crash crash -> crash.wipe() ? "crash, disk wiped" : "crash";
      case Fault.Kind.Pause _ -> "pause";
      case Fault.Kind.Partition partition -> partition(partition.cut().sides());
      case Fault.Kind.Disturb _ -> "bad links";
      case Fault.Kind.Wire wire -> wire.harm().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      case Fault.Kind.DiskStall _ -> "disk stall";
      case Fault.Kind.DiskFull _ -> "disk full";
      case Fault.Kind.ClockStep step -> "clock " + (step.byMicros() < 0 ? "−" : "+")
          + Axis.number(Math.abs(step.byMicros()) / 1e3) + " ms";
      case Fault.Kind.ClockSkew skew -> "clock " + skew.ppm() + " ppm";
      case Fault.Kind.Byzantine lie -> lie.behaviour().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
    return fault.kind() instanceof Fault.Kind.Partition ? kind
        : kind + " × " + fault.nodes().length;
  }

  private static String partition(int[] sides) {
    var groups = new TreeSet<Integer>();
    for (int side : sides) {
      if (side != Cut.EVERYWHERE) {
        groups.add(side);
      }
    }
    var sizes = groups.stream().map(group -> {
      int size = 0;
      for (int side : sides) {
        size += side == group ? 1 : 0;
      }
      return Integer.toString(size);
    }).toList();
    return "partition " + String.join(" | ", sizes);
  }

  private static void label(Plot plot, List<Fault> faults, double end) {
    if (faults.size() > 8) {
      return; // too many for words; the stripes remain
    }
    int line = 0;
    for (var fault : faults) {
      double at = fault.atMicros() / SECOND;
      if (at < end) {
        plot.rule("faint", at, name(fault), line++ % 4);
      }
    }
  }
}
