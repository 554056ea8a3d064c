package org.atoll.simulator.report;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.atoll.simulator.core.metrics.CostMeter;
import org.atoll.simulator.core.metrics.RunResult;
import org.atoll.simulator.core.metrics.Statistics;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.scenario.Scenario;

/**
 * A scenario that has been run.
 *
 * @param runs one or more, by seed
 * @param firstFaults what went wrong in the first run
 * @param weights expected shares of the nodes
 * @param costs real time of the events of all runs, by kind
 */
public record Experiment(Scenario scenario, List<RunResult> runs, List<Fault> firstFaults, long[] weights,
    List<Judgement> judgements, Environment environment, long wallMillis,
    List<CostMeter.Cost> costs) {
  public Experiment {
    runs = List.copyOf(runs);
    firstFaults = List.copyOf(firstFaults);
    weights = weights.clone();
    judgements = List.copyOf(judgements);
    costs = List.copyOf(costs);
  }

  /** A metric over the seeds; {@code halfWidth95} is NaN for a single seed. */
  public record Figure(double mean, double halfWidth95, double min, double max) {}

  /** By name; seeds without the metric are left out. */
  public Map<String, Figure> figures() {
    var names = new TreeSet<String>();
    runs.forEach(run -> names.addAll(run.values().keySet()));
    var figures = new TreeMap<String, Figure>();
    for (var name : names) {
      var values = runs.stream().filter(run -> run.values().containsKey(name))
          .mapToDouble(run -> run.values().get(name)).toArray();
      figures.put(name, new Figure(Statistics.mean(values), Statistics.halfWidth95(values),
          Arrays.stream(values).min().orElseThrow(), Arrays.stream(values).max().orElseThrow()));
    }
    return figures;
  }

  /** True if no run has a violation. */
  public boolean safe() {
    return runs.stream().allMatch(RunResult::safe);
  }

  public boolean met() {
    return judgements.stream().allMatch(Judgement::met);
  }
}
