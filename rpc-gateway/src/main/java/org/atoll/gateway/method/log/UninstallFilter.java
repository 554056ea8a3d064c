package org.atoll.gateway.method.log;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.feed.Filters;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record UninstallFilter(Filters filters) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_uninstallFilter", "Forgets a filter.", "boolean: whether there was one").needs("id", "filter id");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return CompletableFuture.completedFuture(Result.of(filters.remove(call.params().text(0))));
  }
}
