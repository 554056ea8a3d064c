package org.atoll.gateway.method.node;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record Listening() implements Method {
  @Override
  public Description description() {
    return Description.of("net_listening", "Whether the node takes part in its network: always true.", "boolean");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return CompletableFuture.completedFuture(Result.of(true));
  }
}
