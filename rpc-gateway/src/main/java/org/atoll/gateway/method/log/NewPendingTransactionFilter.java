package org.atoll.gateway.method.log;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.feed.Filters;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record NewPendingTransactionFilter(ChainView view, Filters filters) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_newPendingTransactionFilter", "A filter for hashes of transactions that enter the pool from now on.", "filter id");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return view.chain().thenApply(chain -> Result.of(filters.addPending()));
  }
}
