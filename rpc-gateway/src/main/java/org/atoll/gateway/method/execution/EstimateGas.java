package org.atoll.gateway.method.execution;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Cost;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;
import org.atoll.sdk.proto.EvmQuery;

record EstimateGas(ChainView view, long gasCap) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_estimateGas", "How much gas a transaction needs.", "quantity")
        .needs("call", "object: from, to, gas, value, input, …")
        .takes("block", "height, tag, hash or EIP-1898 object")
        .takes("stateOverrides", "object: address to balance, nonce, code, state, stateDiff")
        .takes("blockOverrides", "object: number, time, gasLimit, feeRecipient, prevRandao, baseFeePerGas");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var query = EvmQuery.newBuilder().setEstimate(CallRequest.read(call.params(), gasCap)).build();
    return view.query(call.params().block(1), query).thenApply(result -> Result.quantity(result.getGas()));
  }

  @Override
  public Cost cost() {
    return Cost.CALL;
  }
}
