package org.atoll.gateway.method.execution;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Cost;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;
import org.atoll.sdk.proto.EvmQuery;
import org.atoll.sdk.value.Bytes;

record EthCall(ChainView view, long gasCap) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_call", "Runs a call on the state of a block and changes nothing.", "data")
        .needs("call", "object: from, to, gas, value, input, …")
        .takes("block", "height, tag, hash or EIP-1898 object")
        .takes("stateOverrides", "object: address to balance, nonce, code, state, stateDiff")
        .takes("blockOverrides", "object: number, time, gasLimit, feeRecipient, prevRandao, baseFeePerGas");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var query = EvmQuery.newBuilder().setCall(CallRequest.read(call.params(), gasCap)).build();
    return view.query(call.params().block(1), query)
        .thenApply(result -> Result.data(Bytes.of(result.getOutput())));
  }

  @Override
  public Cost cost() {
    return Cost.CALL;
  }
}
