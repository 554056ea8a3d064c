package org.atoll.simulator.core.world;

import java.util.List;
import org.atoll.simulator.core.model.DiskModel;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.core.model.LinkModel;

/**
 * @param nodes 1 or more
 * @param epochMillis Unix time at virtual time 0
 * @param degree peers of a node; 0 for all
 * @param connected connections that are made at the very beginning take no time
 * @param clocks how far they may be off
 * @param load transactions a second over all nodes, a Poisson stream; 0 for none
 * @param warmUpMicros blocks made before count for no latency
 * @param deliveryMicros how long a message may take to count as delivered; 0: delivery is not measured
 * @param sampleMicros between two points of the timeline
 */
public record WorldSetup(int nodes, long epochMillis, LinkModel link, int degree, boolean connected, Clocks clocks, DiskModel disk,
    double load, long warmUpMicros, long deliveryMicros, long sampleMicros, List<Fault> faults) {
  public WorldSetup {
    if (nodes < 1 || nodes > 4_096) {
      throw new IllegalArgumentException("nodes must be 1 to 4096: " + nodes);
    }
    if (sampleMicros < 1) {
      throw new IllegalArgumentException("sampleMicros must be positive: " + sampleMicros);
    }
    faults = List.copyOf(faults);
  }

  /** Drawn for each node, uniformly in ± these. */
  public record Clocks(long offsetMicros, int skewPpm) {
    public static final Clocks EXACT = new Clocks(0, 0);
  }
}
