package org.atoll.gateway.method.node;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record Syncing() implements Method {
  @Override
  public Description description() {
    return Description.of("eth_syncing", "Whether blocks are still missing: false, as a gateway shows only what its validator has applied.", "boolean");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return CompletableFuture.completedFuture(Result.of(false));
  }
}
