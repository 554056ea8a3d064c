package org.atoll.gateway.method.state;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;
import org.atoll.sdk.account.EvmAccount;

record GetTransactionCount(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getTransactionCount", "Nonce of an account; at \"pending\" the one after its transactions in the pool.", "quantity")
        .needs("address", "address").takes("block", "height, tag, hash or EIP-1898 object");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var address = call.params().address(0);
    var ref = call.params().block(1);
    var stored = Accounts.read(view, ref, address).thenApply(EvmAccount::nonce);
    if (ref != BlockRef.Tag.PENDING) {
      return stored.thenApply(Result::quantity);
    }
    return view.pool(Optional.of(address)).thenCombine(stored, (pool, nonce) ->
        Result.quantity(pool.nextNonce().orElse(nonce)));
  }
}
