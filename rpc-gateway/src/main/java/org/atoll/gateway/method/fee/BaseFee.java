package org.atoll.gateway.method.fee;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record BaseFee(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_baseFee", "Base fee of the next block, wei.", "quantity");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return view.fees(0, BlockRef.Tag.LATEST, List.of()).thenApply(fees -> Result.quantity(Prices.baseFee(fees)));
  }
}
