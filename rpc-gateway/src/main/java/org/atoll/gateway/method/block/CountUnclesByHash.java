package org.atoll.gateway.method.block;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.EthBlock;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record CountUnclesByHash(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getUncleCountByBlockHash", "How many uncles a block has: none.", "quantity").needs("hash", "hash");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return view.block(new BlockRef.Hash(call.params().hash(0), false), EthBlock.Detail.HASHES)
        .thenApply(found -> found.map(block -> Result.quantity(block.uncles().size())).orElse(Result.NULL));
  }
}
