package org.atoll.gateway.method.node;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record BlockNumber(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_blockNumber", "Height of the newest block.", "quantity");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return view.chain().thenApply(chain -> Result.quantity(chain.head()));
  }
}
