package org.atoll.gateway.method.transaction;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record GetByBlockNumberAndIndex(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getTransactionByBlockNumberAndIndex", "A transaction by its place in a block, null if there is none.", "transaction").needs("block", "height or tag").needs("index", "quantity");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return Indexed.find(view, call.params().blockNumber(0), call.params().quantity(1));
  }
}
