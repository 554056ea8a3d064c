package org.atoll.gateway.method.log;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.feed.Filters;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Cost;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record GetFilterLogs(Filters filters, LogSearch search) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getFilterLogs", "All logs a filter's criteria match, as eth_getLogs finds them.", "list of logs")
        .needs("id", "filter id");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return search.find(filters.criteria(call.params().text(0)).orElseThrow(GetFilterLogs::notFound));
  }

  static RuntimeException notFound() {
    return RpcError.of(RpcError.SERVER, "filter not found").toException();
  }

  @Override
  public Cost cost() {
    return Cost.SEARCH;
  }
}
