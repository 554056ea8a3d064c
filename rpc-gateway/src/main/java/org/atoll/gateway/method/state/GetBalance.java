package org.atoll.gateway.method.state;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record GetBalance(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getBalance", "Balance of an account in wei.", "quantity")
        .needs("address", "address").takes("block", "height, tag, hash or EIP-1898 object");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return Accounts.read(view, call.params().block(1), call.params().address(0))
        .thenApply(account -> Result.quantity(account.balance()));
  }
}
