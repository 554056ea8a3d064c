package org.atoll.gateway.method.node;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;
import org.atoll.sdk.crypto.Keccak;

record Sha3() implements Method {
  @Override
  public Description description() {
    return Description.of("web3_sha3", "Keccak-256 of the data.", "hash").needs("data", "data");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return CompletableFuture.completedFuture(Result.data(Keccak.hash(call.params().data(0)).bytes()));
  }
}
