package org.atoll.gateway.method.debug;

import java.util.List;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Method;

/** What happened inside transactions and calls. */
public final class DebugMethods {
  private DebugMethods() {}

  /** The methods; {@code gasCap} is the most gas a call gets. */
  public static List<Method> of(ChainView view, long gasCap) {
    var traces = new Traces(view);
    return List.of(new TraceTransaction(view, traces), new TraceCall(traces, gasCap),
        new TraceBlockByNumber(view, traces), new TraceBlockByHash(view, traces));
  }
}
