package org.atoll.gateway.method.transaction;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.render.TransactionJson;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record GetTransactionByHash(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getTransactionByHash", "A transaction of the chain or the pool, null if there is none.", "transaction").needs("hash", "hash");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return view.transaction(call.params().hash(0), false).thenApply(found ->
        found.<Result>map(transaction -> out -> TransactionJson.write(out, transaction)).orElse(Result.NULL));
  }
}
