package org.atoll.validator;

import java.util.List;
import org.atoll.gossip.CurveKeyPair;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.core.PeeringLimits;

/**
 * How a validator is linked with others.
 *
 * @param bind where it listens
 * @param advertise where others reach it
 * @param bootstrap nodes to begin with
 * @param dialRewrite puts another endpoint in place of one that would be dialled: for fault proxies
 */
public record NetworkConfig(CurveKeyPair curveKeys, List<Endpoint> bind, List<Endpoint> advertise,
    List<PeerAddress> bootstrap, PeeringLimits limits, java.util.function.UnaryOperator<Endpoint> dialRewrite) {
  public NetworkConfig {
    bind = List.copyOf(bind);
    advertise = List.copyOf(advertise);
    bootstrap = List.copyOf(bootstrap);
  }
}
