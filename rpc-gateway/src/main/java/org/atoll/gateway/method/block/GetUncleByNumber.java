package org.atoll.gateway.method.block;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record GetUncleByNumber() implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getUncleByBlockNumberAndIndex", "An uncle of a block: always null.", "null").needs("block", "height or tag").needs("index", "quantity");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    call.params().blockNumber(0);
    call.params().quantity(1);
    return CompletableFuture.completedFuture(Result.NULL);
  }
}
