package org.atoll.simulator.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.atoll.simulator.core.metrics.RunResult;
import org.atoll.simulator.report.Judgement;
import org.atoll.simulator.scenario.Expectation;

/** Holds runs against expectations. */
final class Judge {
  private static final int SEEDS_NAMED = 5;

  private Judge() {}

  static List<Judgement> judge(List<Expectation> expectations, List<RunResult> runs) {
    return expectations.stream().map(expectation -> judge(expectation, runs)).toList();
  }

  private static Judgement judge(Expectation expectation, List<RunResult> runs) {
    var metric = expectation.metric();
    double mean = runs.stream().mapToDouble(run -> run.values().getOrDefault(metric, Double.NaN)).average()
        .orElse(Double.NaN);
    var failures = new ArrayList<String>();
    if (expectation.overall()) {
      expectation.unmet(Map.of(metric, mean)).ifPresent(failures::add);
    } else {
      for (var run : runs) {
        expectation.unmet(run.values()).ifPresent(why -> failures.add("seed " + run.seed() + ": " + why));
      }
    }
    var detail = String.join("; ", failures.subList(0, Math.min(SEEDS_NAMED, failures.size())))
        + (failures.size() > SEEDS_NAMED ? "; and " + (failures.size() - SEEDS_NAMED) + " more" : "");
    return new Judgement(metric, expectation.band(), expectation.overall() ? "mean" : "each seed", text(mean),
        failures.isEmpty(), detail);
  }

  private static String text(double mean) {
    if (Double.isNaN(mean)) {
      return "not measured";
    }
    if (Double.isInfinite(mean)) {
      return "never";
    }
    return mean == Math.rint(mean) || Math.abs(mean) >= 1e4 ? String.format(Locale.ROOT, "%.0f", mean)
        : String.format(Locale.ROOT, "%.4g", mean);
  }
}
