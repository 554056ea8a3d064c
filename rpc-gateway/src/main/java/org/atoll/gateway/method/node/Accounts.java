package org.atoll.gateway.method.node;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record Accounts() implements Method {
  @Override
  public Description description() {
    return Description.of("eth_accounts", "Accounts this node can sign for: none, as keys stay with the wallets.", "list of addresses");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return CompletableFuture.completedFuture(out -> out.beginArray().endArray());
  }
}
