package org.atoll.gateway.method.debug;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.EthBlock;
import org.atoll.gateway.chain.EthTransaction;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Cost;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record TraceTransaction(ChainView view, Traces traces) implements Method {
  @Override
  public Description description() {
    return Description.of("debug_traceTransaction",
            "What happened in a mined transaction: it runs again after those before it in its block.", "trace")
        .needs("hash", "hash")
        .takes("config", TraceConfig.TYPE);
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var hash = call.params().hash(0);
    var config = TraceConfig.read(call.params(), 1);
    return view.transaction(hash, false).thenCompose(found -> {
      var place = found.flatMap(EthTransaction::place).orElseThrow(() ->
          RpcError.of(RpcError.SERVER, "transaction not found").toException());
      return view.block(new BlockRef.Hash(place.blockHash(), false), EthBlock.Detail.TRANSACTIONS)
          .thenCompose(block -> traces.transaction(
              block.orElseThrow(() -> Traces.noBlock(place.blockHash())), place.index() + 1, config));
    });
  }

  @Override
  public Cost cost() {
    return Cost.SEARCH;
  }
}
