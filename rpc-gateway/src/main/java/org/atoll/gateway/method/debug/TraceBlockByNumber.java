package org.atoll.gateway.method.debug;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.EthBlock;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Cost;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record TraceBlockByNumber(ChainView view, Traces traces) implements Method {
  @Override
  public Description description() {
    return Description.of("debug_traceBlockByNumber", "What happened in each transaction of a block.", "list of traces")
        .needs("block", "height or tag")
        .takes("config", TraceConfig.TYPE);
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var ref = call.params().blockNumber(0);
    var config = TraceConfig.read(call.params(), 1);
    if (ref == BlockRef.Tag.PENDING) {
      throw RpcError.of(RpcError.SERVER, "tracing on top of pending is not supported").toException();
    }
    return view.block(ref, EthBlock.Detail.TRANSACTIONS)
        .thenCompose(found -> traces.block(found.orElseThrow(() -> notFound(ref)), config));
  }

  private static RuntimeException notFound(BlockRef ref) {
    var name = ref instanceof BlockRef.Number(var height)
        ? "#" + Long.toUnsignedString(height)
        : ref.toString().toLowerCase(Locale.ROOT);
    return RpcError.of(RpcError.SERVER, "block " + name + " not found").toException();
  }

  @Override
  public Cost cost() {
    return Cost.SEARCH;
  }
}
