package org.atoll.gateway.method.block;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record GetBlockByHash(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getBlockByHash", "A block by its hash, null if there is none.", "block")
        .needs("hash", "hash")
        .takes("full", "boolean: whole transactions instead of hashes");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var ref = new BlockRef.Hash(call.params().hash(0), false);
    var detail = Blocks.detail(call.params().optional(1, Hex::bool));
    return view.block(ref, detail).thenApply(found -> Blocks.answer(ref, found));
  }
}
