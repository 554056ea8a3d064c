package org.atoll.gateway.method.node;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record ChainId(ChainIdentity identity) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_chainId", "The chain id: transactions are signed for it.", "quantity");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return identity.chainId().thenApply(Result::quantity);
  }
}
