package org.atoll.gateway.method.state;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.value.Bytes;

record GetCode(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getCode", "Code of a contract, 0x if there is none.", "data")
        .needs("address", "address").takes("block", "height, tag, hash or EIP-1898 object");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var ref = call.params().block(1);
    return Accounts.read(view, ref, call.params().address(0)).thenCompose(account -> account.codeHash()
        .map(hash -> view.state(ref, List.of(EvmState.code(hash)))
            .thenApply(values -> Result.data(values.getFirst().orElse(Bytes.EMPTY))))
        .orElseGet(() -> CompletableFuture.completedFuture(Result.data(Bytes.EMPTY))));
  }
}
