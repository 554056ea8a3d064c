package org.atoll.gateway.method.execution;

import java.util.Optional;
import org.atoll.gateway.json.Json;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Params;
import org.atoll.sdk.proto.EvmCall;

/** Reads the parameters of calls. */
public final class CallRequest {
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

  /**
   * A call without its parameter list.
   *
   * @param state overrides of accounts
   * @param block overrides of the block
   */
  public static EvmCall read(Json transaction, Optional<Json> state, Optional<Json> block, long gasCap)
      throws Hex.Malformed {
    var call = CallParams.read(transaction);
    if (state.isPresent()) {
      Overrides.state(call, state.get());
    }
    if (block.isPresent()) {
      call.setBlock(Overrides.block(block.get()));
    }
    return call.setGasCap(gasCap).build();
  }
}
