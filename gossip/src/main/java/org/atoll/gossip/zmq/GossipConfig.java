package org.atoll.gossip.zmq;

import java.util.List;
import org.atoll.gossip.CurveKeyPair;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.MessageType;
import org.atoll.gossip.NetworkId;
import org.atoll.gossip.PeerAddress;
import org.atoll.sdk.crypto.PrivateKey;

/**
 * Who a node is, where it listens and whom it knows.
 *
 * @param nodeKey what the node signs with
 * @param bind one or more IP literals, {@code ::} for all of both families; port 0 takes any free one
 * @param advertise where others reach it, at most one; port 0 stands for the port bound first; none: it only dials
 * @param bootstrap nodes to begin with; itself among them does no harm
 */
public record GossipConfig(PrivateKey nodeKey, CurveKeyPair curveKeys, NetworkId network, List<Endpoint> bind,
    List<Endpoint> advertise, List<PeerAddress> bootstrap, List<MessageType> types) {
  public GossipConfig {
    bind = List.copyOf(bind);
    advertise = List.copyOf(advertise);
    bootstrap = List.copyOf(bootstrap);
    types = List.copyOf(types);
    if (advertise.size() > 1) {
      throw new IllegalArgumentException("a node advertises one endpoint, not " + advertise.size());
    }
  }
}
