package org.atoll.gateway.method.log;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.feed.LogCriteria;
import org.atoll.gateway.render.LogJson;
import org.atoll.gateway.rpc.Result;

/** Finds logs on the chain. */
record LogSearch(ChainView view, int maxBlocks) {
  CompletableFuture<Result> find(LogCriteria criteria) {
    return view.chain().thenCompose(chain -> criteria.query(chain, maxBlocks)
        .map(query -> view.logs(query).<Result>thenApply(logs -> out -> LogJson.writeAll(out, logs)))
        .orElseGet(() -> CompletableFuture.completedFuture(out -> out.beginArray().endArray())));
  }
}
