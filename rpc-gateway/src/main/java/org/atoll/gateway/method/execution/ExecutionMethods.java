package org.atoll.gateway.method.execution;

import java.util.List;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Method;

/** Calls that change nothing. */
public final class ExecutionMethods {
  private ExecutionMethods() {}

  /** The methods; {@code gasCap} is the most gas a call gets. */
  public static List<Method> of(ChainView view, long gasCap) {
    return List.of(new EthCall(view, gasCap), new EstimateGas(view, gasCap));
  }
}
