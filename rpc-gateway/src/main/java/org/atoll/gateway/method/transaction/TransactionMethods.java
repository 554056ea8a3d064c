package org.atoll.gateway.method.transaction;

import java.time.Clock;
import java.util.List;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.feed.ChainFeed;
import org.atoll.gateway.rpc.Method;

/** Sending and finding transactions. */
public final class TransactionMethods {
  private TransactionMethods() {}

  public static List<Method> of(ChainView view, ChainFeed feed, Clock clock) {
    return List.of(
        new SendRawTransaction(view),
        new SendRawTransactionSync(view, feed, clock),
        new GetTransactionByHash(view),
        new GetTransactionReceipt(view),
        new GetByBlockHashAndIndex(view),
        new GetByBlockNumberAndIndex(view));
  }
}
