package org.atoll.gateway.method.fee;

import java.util.List;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Method;

/** What gas costs. */
public final class FeeMethods {
  private FeeMethods() {}

  public static List<Method> of(ChainView view) {
    return List.of(
        new GasPrice(view),
        new MaxPriorityFeePerGas(view),
        new FeeHistory(view),
        new BaseFee(view),
        new BlobBaseFee());
  }
}
