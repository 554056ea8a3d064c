package org.atoll.gateway.method.block;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record GetBlockByNumber(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getBlockByNumber", "A block by height or tag, null if there is none.", "block")
        .needs("block", "height or tag")
        .takes("full", "boolean: whole transactions instead of hashes");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var ref = call.params().blockNumber(0);
    var detail = Blocks.detail(call.params().optional(1, Hex::bool));
    return view.block(ref, detail).thenApply(found -> Blocks.answer(ref, found));
  }
}
