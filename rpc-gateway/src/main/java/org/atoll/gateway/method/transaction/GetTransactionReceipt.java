package org.atoll.gateway.method.transaction;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record GetTransactionReceipt(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getTransactionReceipt", "The outcome of a transaction, null while it is in no block.", "receipt").needs("hash", "hash");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return view.transaction(call.params().hash(0), true)
        .thenApply(found -> found.flatMap(Receipts::of).orElse(Result.NULL));
  }
}
