package org.atoll.gateway.method.log;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Cost;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record GetLogs(LogSearch search) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getLogs", "Logs of a range of blocks, both ends included, or of one block.", "list of logs")
        .needs("filter", "object: fromBlock, toBlock or blockHash, address, topics");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return search.find(call.params().optional(0, LogParams::read).orElseThrow()); // required, so it is there
  }

  @Override
  public Cost cost() {
    return Cost.SEARCH;
  }
}
