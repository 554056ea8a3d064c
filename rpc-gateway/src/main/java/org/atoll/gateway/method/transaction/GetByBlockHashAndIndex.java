package org.atoll.gateway.method.transaction;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record GetByBlockHashAndIndex(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getTransactionByBlockHashAndIndex", "A transaction by its place in a block, null if there is none.", "transaction").needs("hash", "hash").needs("index", "quantity");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var ref = new BlockRef.Hash(call.params().hash(0), false);
    return Indexed.find(view, ref, call.params().quantity(1));
  }
}
