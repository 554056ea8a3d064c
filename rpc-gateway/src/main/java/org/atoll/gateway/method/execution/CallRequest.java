package org.atoll.gateway.method.execution;

import org.atoll.gateway.json.Json;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Params;
import org.atoll.sdk.proto.EvmCall;

/** Reads the parameters eth_call and eth_estimateGas share. */
final class CallRequest {
  private CallRequest() {}

  static EvmCall read(Params params, long gasCap) {
    var call = params.optional(0, CallParams::read).orElseThrow(); // required, so it is there
    params.optional(2, (Json value) -> {
      Overrides.state(call, value);
      return true;
    });
    params.optional(3, Overrides::block).ifPresent(call::setBlock);
    return call.setGasCap(gasCap).build();
  }
}
