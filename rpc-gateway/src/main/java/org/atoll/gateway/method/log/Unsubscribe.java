package org.atoll.gateway.method.log;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.feed.Subscriptions;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record Unsubscribe(Subscriptions subscriptions) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_unsubscribe", "Ends a subscription.", "boolean").needs("id", "subscription id");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var socket = call.socket().orElseThrow(); // for sockets only
    if (!subscriptions.remove(socket, call.params().text(0))) {
      throw RpcError.of(RpcError.SERVER, "subscription not found").toException();
    }
    return CompletableFuture.completedFuture(Result.of(true));
  }

  @Override
  public Audience audience() {
    return Audience.SOCKETS;
  }
}
