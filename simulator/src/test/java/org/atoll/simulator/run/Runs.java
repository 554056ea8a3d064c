package org.atoll.simulator.run;

import org.atoll.simulator.core.metrics.RunResult;
import org.atoll.simulator.scenario.ScenarioReader;

/** Runs of scenarios written in tests. */
final class Runs {
  private Runs() {}

  static RunResult of(String toml, long seed) {
    var scenario = ScenarioReader.read(toml);
    return new SeedRun(scenario, Protocols.named(scenario.protocol()), seed)
        .run((number, micros, node, kind, detail, payload) -> {}, Long.MAX_VALUE);
  }

  static double value(RunResult result, String metric) {
    var value = result.values().get(metric);
    if (value == null) {
      throw new AssertionError(metric + " was not measured: " + result.values().keySet());
    }
    return value;
  }
}
