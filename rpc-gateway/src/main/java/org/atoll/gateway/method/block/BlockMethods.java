package org.atoll.gateway.method.block;

import java.util.List;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Method;

/** Blocks and what is in them. */
public final class BlockMethods {
  private BlockMethods() {}

  public static List<Method> of(ChainView view) {
    return List.of(
        new GetBlockByNumber(view),
        new GetBlockByHash(view),
        new CountTransactionsByHash(view),
        new CountTransactionsByNumber(view),
        new GetBlockReceipts(view),
        new CountUnclesByHash(view),
        new CountUnclesByNumber(view),
        new GetUncleByHash(),
        new GetUncleByNumber());
  }
}
