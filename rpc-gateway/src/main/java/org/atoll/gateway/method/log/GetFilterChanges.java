package org.atoll.gateway.method.log;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.feed.Filters;
import org.atoll.gateway.json.JsonOut;
import org.atoll.gateway.render.LogJson;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record GetFilterChanges(Filters filters) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getFilterChanges", "What a filter has found since the last poll; logs of blocks dropped "
        + "by a reorganisation come again with removed true.", "list of logs or hashes").needs("id", "filter id");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var changes = filters.poll(call.params().text(0)).orElseThrow(GetFilterLogs::notFound);
    return CompletableFuture.completedFuture(out -> write(out, changes));
  }

  private static void write(JsonOut out, Filters.Changes changes) {
    switch (changes) {
      case Filters.Changes.Logs(var logs) -> LogJson.writeAll(out, logs);
      case Filters.Changes.Hashes(var hashes) -> {
        out.beginArray();
        hashes.forEach(hash -> out.data(hash.bytes()));
        out.endArray();
      }
    }
  }
}
