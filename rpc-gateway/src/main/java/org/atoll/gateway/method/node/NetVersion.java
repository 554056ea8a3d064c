package org.atoll.gateway.method.node;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record NetVersion(ChainIdentity identity) implements Method {
  @Override
  public Description description() {
    return Description.of("net_version", "The chain id in decimal.", "string");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return identity.chainId().thenApply(id -> Result.of(Long.toString(id)));
  }
}
