package org.atoll.gateway.method.pool;

import java.util.List;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Method;

/** The pool of transactions that wait for a block. */
public final class PoolMethods {
  private PoolMethods() {}

  public static List<Method> of(ChainView view) {
    return List.of(new Status(view), new ContentFrom(view));
  }
}
