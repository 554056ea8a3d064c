package org.atoll.gateway.method.dev;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.DevCommand;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.json.Json;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record Mine(ChainView view) implements Method {
  private static final long MAX_BLOCKS = 1_000;

  /** What to do: make so many blocks, the first perhaps at a given time. */
  private record Order(long blocks, Optional<Long> timestampSeconds) {}

  @Override
  public Description description() {
    return Description.of("evm_mine", "Makes a block now, empty if need be.", "0x0")
        .takes("timestamp", "seconds since 1970, or object: blocks, timestamp");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var order = call.params().optional(0, Mine::read).orElse(new Order(1, Optional.empty()));
    if (order.blocks() < 1 || order.blocks() > MAX_BLOCKS) {
      throw RpcError.argument(0, "blocks: expected 1 to " + MAX_BLOCKS).toException();
    }
    return order.timestampSeconds()
        .map(seconds -> view.dev(new DevCommand.NextTimestamp(Time.millis(0, seconds))))
        .orElseGet(() -> CompletableFuture.completedFuture(0L))
        .thenCompose(head -> view.dev(new DevCommand.Mine((int) order.blocks())))
        .thenApply(head -> Result.of("0x0"));
  }

  private static Order read(Json value) throws Hex.Malformed {
    if (!(value instanceof Json.Obj(var members))) {
      return new Order(1, Optional.of(Hex.looseQuantity(value)));
    }
    var blocks = members.get("blocks");
    var timestamp = members.get("timestamp");
    return new Order(
        blocks == null ? 1 : Hex.looseQuantity(blocks),
        timestamp == null ? Optional.empty() : Optional.of(Hex.looseQuantity(timestamp)));
  }

  @Override
  public boolean writes() {
    return true;
  }
}
