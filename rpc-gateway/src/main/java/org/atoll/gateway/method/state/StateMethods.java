package org.atoll.gateway.method.state;

import java.util.List;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Method;

/** Accounts, code and storage. */
public final class StateMethods {
  private StateMethods() {}

  public static List<Method> of(ChainView view) {
    return List.of(
        new GetBalance(view),
        new GetTransactionCount(view),
        new GetCode(view),
        new GetStorageAt(view),
        new GetStorageValues(view),
        new GetProof(view));
  }
}
