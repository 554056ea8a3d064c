package org.atoll.gateway.method.dev;

import java.util.List;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Method;

/** Control over a development chain. */
public final class DevMethods {
  private DevMethods() {}

  public static List<Method> of(ChainView view) {
    return List.of(
        new Mine(view),
        new SetAutomine(view),
        new SetIntervalMining(view),
        new IncreaseTime(view),
        new SetNextBlockTimestamp(view));
  }
}
