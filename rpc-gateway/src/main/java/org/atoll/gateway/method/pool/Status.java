package org.atoll.gateway.method.pool;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record Status(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("txpool_status", "How many transactions are in the pool.", "object: pending, queued");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return view.pool(Optional.empty()).thenApply(pool -> out -> out.beginObject()
        .field("pending", pool.pending())
        .field("queued", pool.queued())
        .endObject());
  }
}
