package org.atoll.simulator.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atoll.simulator.core.kernel.RandomTree;
import org.atoll.simulator.core.model.DiskModel;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.core.model.LinkModel;
import org.atoll.simulator.core.world.WorldSetup;

/**
 * A scenario as its file says it.
 *
 * @param text of the file
 * @param protocol which nodes: {@code atoll} unless a test says otherwise
 * @param params for the engine, plain values
 */
public record Scenario(String text, String name, String description, String protocol, String engine, int nodes,
    Length length, Surroundings surroundings, Map<String, Object> params, Faults faults,
    List<Expectation> expectations) {
  private static final long TIMELINE_POINTS = 600;
  private static final long LEAST_SAMPLE_MICROS = 100_000;
  private static final long MOST_SAMPLE_MICROS = 10_000_000;

  public Scenario {
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    expectations = List.copyOf(expectations);
  }

  /**
   * @param micros at most
   * @param heights ends when that height is final everywhere, 0 for not
   * @param warmUpMicros blocks made before count for no latency
   * @param deliveryMicros how long a message may take to count as delivered; 0: delivery is not measured
   */
  public record Length(long micros, long heights, long warmUpMicros, long deliveryMicros) {}

  /**
   * @param epochMillis Unix time at the beginning
   * @param degree peers of a node, 0 for all
   * @param load transactions a second over all nodes
   */
  public record Surroundings(long epochMillis, LinkModel link, int degree, PeeringSpec peering, WorldSetup.Clocks clocks, DiskModel disk,
      double load) {}

  /** Those named and those drawn. */
  record Faults(List<FaultSpec> named, FaultMix mix) {}

  /** What this seed makes of it. */
  public List<Fault> faults(RandomTree random) {
    var draw = random.stream(RandomTree.WORLD, "faults");
    var all = new ArrayList<Fault>();
    faults.named().forEach(spec -> all.add(spec.resolve(nodes, draw)));
    all.addAll(faults.mix().draw(nodes, draw));
    return all;
  }

  public WorldSetup setup(RandomTree random) {
    long sample = Math.clamp(length.micros() / TIMELINE_POINTS, LEAST_SAMPLE_MICROS, MOST_SAMPLE_MICROS);
    return new WorldSetup(nodes, surroundings.epochMillis(), surroundings.link(), surroundings.degree(),
        surroundings.peering().connected(), surroundings.clocks(), surroundings.disk(), surroundings.load(), length.warmUpMicros(),
        length.deliveryMicros(), sample,
        faults(random));
  }
}
