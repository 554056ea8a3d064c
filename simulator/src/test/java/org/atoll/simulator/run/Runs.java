package org.atoll.simulator.run;

import org.atoll.simulator.core.metrics.RunResult;
import org.atoll.simulator.core.world.EventListener;
import org.atoll.simulator.scenario.ScenarioReader;

/** Runs of scenarios written in tests. */
final class Runs {
  private static final EventListener NOBODY = (number, micros, node, kind, detail, payload) -> {};

  private Runs() {}

  static RunResult of(String toml, long seed) {
    return of(toml, seed, NOBODY);
  }

  static RunResult of(String toml, long seed, EventListener listener) {
    var scenario = ScenarioReader.read(toml);
    return new SeedRun(scenario, Protocols.named(scenario.protocol()), seed).run(listener, Long.MAX_VALUE);
  }

  static double value(RunResult result, String metric) {
    var value = result.values().get(metric);
    if (value == null) {
      throw new AssertionError(metric + " was not measured: " + result.values().keySet());
    }
    return value;
  }

  /** A number of cases: small in the normal build, as large as the property says in a long one. */
  static int many(String property, int normally) {
    return Integer.getInteger("atoll.sim." + property, normally);
  }
}
