package org.atoll.gateway.method.dev;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.DevCommand;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record SetNextBlockTimestamp(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("evm_setNextBlockTimestamp", "Sets the time of the next block.", "the timestamp in decimal").needs("timestamp", "seconds since 1970");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    long seconds = call.params().optional(0, Hex::looseQuantity).orElse(0L);
    return view.dev(new DevCommand.NextTimestamp(Time.millis(0, seconds)))
        .thenApply(head -> Result.of(Long.toString(seconds)));
  }

  @Override
  public boolean writes() {
    return true;
  }
}
