package org.atoll.gateway.method.log;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.feed.Filters;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record NewFilter(ChainView view, Filters filters) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_newFilter", "A filter for logs that appear from now on; forgotten after 5 minutes without a poll.", "filter id")
        .needs("filter", "object: fromBlock, toBlock or blockHash, address, topics");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var criteria = call.params().optional(0, LogParams::read).orElseThrow(); // required, so it is there
    return view.chain().thenApply(chain -> Result.of(filters.addLogs(criteria)));
  }
}
