package org.atoll.gateway.method.debug;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.json.Json;
import org.atoll.gateway.method.execution.CallRequest;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Cost;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record TraceCall(Traces traces, long gasCap) implements Method {
  @Override
  public Description description() {
    return Description.of("debug_traceCall", "What happens in a call on the state of a block.", "trace")
        .needs("call", "object: from, to, gas, value, input, …")
        .takes("block", "height, tag, hash or EIP-1898 object")
        .takes("config", TraceConfig.TYPE + ", stateOverrides, blockOverrides");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var params = call.params();
    var config = TraceConfig.read(params, 2);
    var question = params.optional(0, (Json value) -> value).orElseThrow(); // required, so it is there
    try {
      var trace = config.options().toBuilder()
          .setCall(CallRequest.read(question, config.stateOverrides(), config.blockOverrides(), gasCap));
      return traces.ask(params.block(1), false, trace.build(), config);
    } catch (Hex.Malformed malformed) {
      throw RpcError.argument(0, malformed.what()).toException();
    }
  }

  @Override
  public Cost cost() {
    return Cost.SEARCH;
  }
}
