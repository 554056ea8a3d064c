package org.atoll.gateway.method.transaction;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record SendRawTransaction(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_sendRawTransaction", "Offers a signed transaction to the pool; once answered it survives a crash of the node.", "hash").needs("transaction", "data: EIP-2718");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return view.submit(call.params().data(0)).thenApply(hash -> Result.data(hash.bytes()));
  }

  @Override
  public boolean writes() {
    return true;
  }
}
