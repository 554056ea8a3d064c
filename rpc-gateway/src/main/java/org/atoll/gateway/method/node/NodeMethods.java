package org.atoll.gateway.method.node;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Method;

/** Who and where this node is. */
public final class NodeMethods {
  private NodeMethods() {}

  /** The methods; {@code names} gives the names of all methods there are. */
  public static List<Method> of(ChainView view, String clientVersion, Supplier<Collection<String>> names) {
    var identity = new ChainIdentity(view);
    return List.of(
        new ChainId(identity),
        new NetVersion(identity),
        new BlockNumber(view),
        new ClientVersion(clientVersion),
        new Sha3(),
        new Listening(),
        new PeerCount(view),
        new Syncing(),
        new Accounts(),
        new Modules(names),
        new Capabilities(view));
  }
}
