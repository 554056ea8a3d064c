package org.atoll.gateway.method.node;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record ClientVersion(String version) implements Method {
  @Override
  public Description description() {
    return Description.of("web3_clientVersion", "Name and version of this software.", "string");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return CompletableFuture.completedFuture(Result.of(version));
  }
}
