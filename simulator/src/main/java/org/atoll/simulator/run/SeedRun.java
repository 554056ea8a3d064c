package org.atoll.simulator.run;

import java.util.List;
import java.util.Locale;
import org.atoll.simulator.core.kernel.RandomTree;
import org.atoll.simulator.core.metrics.CostMeter;
import org.atoll.simulator.core.metrics.RunResult;
import org.atoll.simulator.core.metrics.RunSummary;
import org.atoll.simulator.core.world.EventKind;
import org.atoll.simulator.core.world.EventListener;
import org.atoll.simulator.core.world.Wire;
import org.atoll.simulator.core.world.World;
import org.atoll.simulator.scenario.Scenario;

/** One scenario with one seed. One thread. */
final class SeedRun {
  private final Scenario scenario;
  private final long seed;
  private final World world;
  private final Wire wire;
  private final long[] weights;

  SeedRun(Scenario scenario, Protocol protocol, long seed) {
    this.scenario = scenario;
    this.seed = seed;
    var random = new RandomTree(seed);
    var cluster = protocol.cluster(new ClusterSetup(scenario.nodes(), scenario.engine(), scenario.params(),
        scenario.surroundings().peering(), random, scenario.surroundings().epochMillis()));
    wire = cluster.wire();
    weights = cluster.weights(scenario.nodes());
    world = new World(scenario.setup(random), random, cluster);
  }

  Wire wire() {
    return wire;
  }

  long[] weights() {
    return weights.clone();
  }

  /** Real time of the events, by kind. */
  List<CostMeter.Cost> costs() {
    return world.costs();
  }

  /** @param mostEvents stop after so many */
  RunResult run(EventListener listener, long mostEvents) {
    world.listen(listener);
    world.measure(System::nanoTime);
    long heights = scenario.length().heights();
    world.run(scenario.length().micros(), mostEvents, () -> heights > 0 && world.recorder().allFinal(heights));
    for (var kind : EventKind.values()) {
      world.recorder().count("events_" + kind.name().toLowerCase(Locale.ROOT), world.events(kind));
    }
    return RunSummary.of(world.recorder(), seed, world.traceHash(), world.events(), Math.max(1, world.nowMicros()),
        weights);
  }
}
