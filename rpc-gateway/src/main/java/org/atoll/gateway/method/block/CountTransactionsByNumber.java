package org.atoll.gateway.method.block;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.EthBlock;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record CountTransactionsByNumber(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getBlockTransactionCountByNumber", "How many Ethereum transactions a block has, null if there is no such block.", "quantity").needs("block", "height or tag");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return view.block(call.params().blockNumber(0), EthBlock.Detail.HASHES)
        .thenApply(found -> found.map(block -> Result.quantity(block.contents().count())).orElse(Result.NULL));
  }
}
