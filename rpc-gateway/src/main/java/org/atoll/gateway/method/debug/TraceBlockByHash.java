package org.atoll.gateway.method.debug;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.EthBlock;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Cost;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record TraceBlockByHash(ChainView view, Traces traces) implements Method {
  @Override
  public Description description() {
    return Description.of("debug_traceBlockByHash", "What happened in each transaction of a block.", "list of traces")
        .needs("hash", "hash")
        .takes("config", TraceConfig.TYPE);
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var hash = call.params().hash(0);
    var config = TraceConfig.read(call.params(), 1);
    return view.block(new BlockRef.Hash(hash, false), EthBlock.Detail.TRANSACTIONS)
        .thenCompose(found -> traces.block(found.orElseThrow(() -> Traces.noBlock(hash)), config));
  }

  @Override
  public Cost cost() {
    return Cost.SEARCH;
  }
}
