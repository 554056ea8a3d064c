package org.atoll.gateway.method.fee;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record BlobBaseFee() implements Method {
  @Override
  public Description description() {
    return Description.of("eth_blobBaseFee", "Price of blob gas: always 1, as this chain carries no blobs.", "quantity");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return CompletableFuture.completedFuture(Result.quantity(1));
  }
}
