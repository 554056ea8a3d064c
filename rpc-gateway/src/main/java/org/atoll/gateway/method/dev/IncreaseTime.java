package org.atoll.gateway.method.dev;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.DevCommand;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record IncreaseTime(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("evm_increaseTime", "Moves the chain's clock ahead.", "the seconds it was moved by").needs("time", "seconds");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    long seconds = call.params().optional(0, Hex::looseQuantity).orElse(0L);
    return view.dev(new DevCommand.AdvanceTime(Time.millis(0, seconds))).thenApply(head -> out -> out.number(seconds));
  }

  @Override
  public boolean writes() {
    return true;
  }
}
