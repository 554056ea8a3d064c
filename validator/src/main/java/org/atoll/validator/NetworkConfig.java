package org.atoll.validator;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.atoll.gossip.CurveKeyPair;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.core.PeeringLimits;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.validator.chain.core.JoinRules;
import org.atoll.validator.finality.core.BlockRef;

/**
 * How a validator is linked with others.
 *
 * @param bind where it listens
 * @param advertise where others reach it
 * @param bootstrap nodes to begin with
 * @param dialRewrite puts another endpoint in place of one that would be dialled: for fault proxies
 * @param mayLink nodes that may be linked besides the members, who always may; asked again and again, so it may change
 * @param organisations who runs a node; empty: nobody knows
 * @param join when a node that is far behind fetches the state instead of all blocks
 */
public record NetworkConfig(CurveKeyPair curveKeys, List<Endpoint> bind, List<Endpoint> advertise,
    List<PeerAddress> bootstrap, PeeringLimits limits, UnaryOperator<Endpoint> dialRewrite,
    Predicate<PublicKey> mayLink, Function<PublicKey, String> organisations, JoinRules join,
    Optional<BlockRef> checkpoint) {
  /** The heap a snapshot may take while it is fetched, as a part of all: importing takes about three times as much. */
  private static final int HEAP_PART = 8;

  public NetworkConfig {
    bind = List.copyOf(bind);
    advertise = List.copyOf(advertise);
    bootstrap = List.copyOf(bootstrap);
  }

  /** Joins by snapshot where the heap allows it; everybody may be linked. */
  public NetworkConfig(CurveKeyPair curveKeys, List<Endpoint> bind, List<Endpoint> advertise,
      List<PeerAddress> bootstrap, PeeringLimits limits, UnaryOperator<Endpoint> dialRewrite) {
    this(curveKeys, bind, advertise, bootstrap, limits, dialRewrite, key -> true, key -> "",
        JoinRules.standard(snapshotBytes()), Optional.empty());
  }

  /** Memory of this process that what a snapshot brings may take. */
  public static long snapshotBytes() {
    return Runtime.getRuntime().maxMemory() / HEAP_PART;
  }
}
