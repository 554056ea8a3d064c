package org.atoll.gateway.method.block;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record GetUncleByHash() implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getUncleByBlockHashAndIndex", "An uncle of a block: always null.", "null").needs("hash", "hash").needs("index", "quantity");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    call.params().hash(0);
    call.params().quantity(1);
    return CompletableFuture.completedFuture(Result.NULL);
  }
}
