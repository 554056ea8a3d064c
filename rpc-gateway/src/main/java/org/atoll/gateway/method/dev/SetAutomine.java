package org.atoll.gateway.method.dev;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.DevCommand;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record SetAutomine(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("evm_setAutomine", "Whether each transaction gets a block at once.", "true").needs("on", "boolean");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return view.dev(new DevCommand.Automine(call.params().bool(0))).thenApply(head -> Result.of(true));
  }

  @Override
  public boolean writes() {
    return true;
  }
}
