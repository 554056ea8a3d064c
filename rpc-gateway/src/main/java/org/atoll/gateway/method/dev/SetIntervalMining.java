package org.atoll.gateway.method.dev;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.DevCommand;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record SetIntervalMining(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("evm_setIntervalMining", "Makes a block every so often; 0 stops that.", "true").needs("interval", "milliseconds");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    long millis = call.params().optional(0, Hex::looseQuantity).orElse(0L);
    if (millis < 0 || millis > MAX_MILLIS) {
      throw RpcError.argument(0, "expected at most " + MAX_MILLIS + " milliseconds").toException();
    }
    return view.dev(new DevCommand.Interval(millis)).thenApply(head -> Result.of(true));
  }

  @Override
  public boolean writes() {
    return true;
  }

  private static final long MAX_MILLIS = 86_400_000;
}
