package org.atoll.simulator.run;

import org.atoll.simulator.core.world.Cluster;

/** A kind of node that scenarios may name. Found by {@link java.util.ServiceLoader}. */
public interface Protocol {
  /** As scenarios write it. */
  String name();

  /**
   * Begins a run. Called from many threads; clusters share nothing that changes.
   *
   * @throws org.atoll.simulator.scenario.BadScenario if engine or parameters cannot be
   */
  Cluster cluster(ClusterSetup setup);
}
