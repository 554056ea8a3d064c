package org.atoll.simulator.run;

import java.util.Map;
import org.atoll.simulator.core.kernel.RandomTree;
import org.atoll.simulator.scenario.PeeringSpec;

/**
 * What a cluster is made from.
 *
 * @param params of the scenario: text, Long or Boolean values
 * @param random for keys and the like; deterministic by seed
 * @param epochMillis Unix time at which the nodes start
 */
public record ClusterSetup(int nodes, String engine, Map<String, Object> params,
    PeeringSpec peering, RandomTree random, long epochMillis) {}
