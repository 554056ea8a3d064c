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

record GetStorageAt(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getStorageAt", "Value of a contract's storage slot.", "32 bytes")
        .needs("address", "address")
        .needs("slot", "data: 32 bytes at most")
        .takes("block", "height, tag, hash or EIP-1898 object");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var params = call.params();
    var slot = EvmState.slot(params.address(0), params.slot(1));
    return view.state(params.block(2), List.of(slot))
        .thenApply(values -> Result.data(Accounts.padded(values.getFirst().orElse(Bytes.EMPTY))));
  }
}
