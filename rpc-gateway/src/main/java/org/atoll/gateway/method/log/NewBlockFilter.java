package org.atoll.gateway.method.log;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.feed.Filters;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;
import org.atoll.sdk.value.Hash32;

record NewBlockFilter(ChainView view, Filters filters, Supplier<Optional<Hash32>> first) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_newBlockFilter", "A filter for hashes of blocks that appear from now on.", "filter id");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return view.chain().thenApply(chain -> Result.of(filters.addBlocks(first.get())));
  }
}
