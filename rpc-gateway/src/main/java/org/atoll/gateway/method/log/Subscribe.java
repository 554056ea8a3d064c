package org.atoll.gateway.method.log;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.LogPattern;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.feed.Subscriptions;
import org.atoll.gateway.json.Json;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Params;
import org.atoll.gateway.rpc.Result;

record Subscribe(ChainView view, Subscriptions subscriptions) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_subscribe", "Sends what happens from now on over this WebSocket: newHeads, logs, "
        + "newPendingTransactions, syncing.", "subscription id")
        .needs("topic", "string")
        .takes("options", "logs: object with address and topics; newPendingTransactions: boolean, whole transactions");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var socket = call.socket().orElseThrow(); // for sockets only
    var topic = topic(call.params());
    return view.chain().thenApply(chain -> {
      var added = subscriptions.add(socket, topic);
      call.afterwards().accept(added.activate());
      return Result.of(added.id());
    });
  }

  private static Subscriptions.Topic topic(Params params) {
    var name = params.text(0);
    return switch (name) {
      case "newHeads" -> new Subscriptions.Topic.NewHeads();
      case "logs" -> new Subscriptions.Topic.Logs(params.optional(1, Subscribe::pattern)
          .orElseGet(() -> new LogPattern(Set.of(), List.of())));
      case "newPendingTransactions" ->
          new Subscriptions.Topic.PendingTransactions(params.optional(1, Hex::bool).orElse(false));
      case "syncing" -> new Subscriptions.Topic.Syncing();
      default -> throw RpcError.of(RpcError.NO_METHOD, "no \"" + (name.length() > 100 ? "…" : name)
          + "\" subscription in eth namespace").toException();
    };
  }

  private static LogPattern pattern(Json value) throws Hex.Malformed {
    return LogParams.pattern(Hex.object(value).members());
  }

  @Override
  public Audience audience() {
    return Audience.SOCKETS;
  }
}
