package org.atoll.gateway.feed;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.HeadNews;
import org.atoll.gateway.chain.LogEntry;
import org.atoll.gateway.chain.LogPattern;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.json.JsonOut;
import org.atoll.gateway.render.BlockJson;
import org.atoll.gateway.render.LogJson;
import org.atoll.gateway.render.TransactionJson;
import org.atoll.gateway.rpc.Socket;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * What WebSockets have subscribed to. A socket that cannot take a notification is closed by itself, so none
 * ever has a gap. Thread-safe.
 */
public final class Subscriptions {
  /** WebSocket status: try again later. */
  public static final int TRY_AGAIN_LATER = 1013;

  private static final byte[] HEAD =
      "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MIDDLE = "\",\"result\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TAIL = "}}".getBytes(StandardCharsets.US_ASCII);

  /** What to be told. */
  public sealed interface Topic {
    record NewHeads() implements Topic {}

    record Logs(LogPattern pattern) implements Topic {}

    /** Hashes of transactions that enter the pool, or the transactions themselves. */
    record PendingTransactions(boolean full) implements Topic {}

    /** A gateway never syncs, so this one is quiet. */
    record Syncing() implements Topic {}
  }

  private static final class Subscription {
    final String id;
    final Topic topic;
    final Socket socket;
    @Nullable List<byte[]> early = new ArrayList<>(); // until the client knows the id; guarded by this

    Subscription(String id, Topic topic, Socket socket) {
      this.id = id;
      this.topic = topic;
      this.socket = socket;
    }

    synchronized void notify(byte[] result) {
      var message = message(id, result);
      if (early == null) {
        socket.send(message);
      } else {
        early.add(message);
      }
    }

    synchronized void activate() {
      var waiting = early;
      early = null;
      if (waiting != null) {
        waiting.forEach(socket::send);
      }
    }
  }

  private final ChainView view;
  private final Ids ids;
  private final int maxPerSocket;
  private final Map<String, Subscription> byId = new ConcurrentHashMap<>();
  private final Map<Socket, Integer> counts = new ConcurrentHashMap<>();

  public Subscriptions(ChainView view, Ids ids, int maxPerSocket) {
    this.view = view;
    this.ids = ids;
    this.maxPerSocket = maxPerSocket;
  }

  /** What was added; the id is for the client. */
  public record Added(String id, Runnable activate) {}

  /** Subscribes; notifications wait until the result is activated, since the client must know the id first. */
  public Added add(Socket socket, Topic topic) {
    counts.merge(socket, 1, (count, one) -> {
      if (count >= maxPerSocket) {
        throw RpcError.limit("too many subscriptions: at most " + maxPerSocket + " for each connection",
            "unsubscribe, or open another connection").toException();
      }
      return count + one;
    });
    var subscription = new Subscription(ids.next(), topic, socket);
    byId.put(subscription.id, subscription);
    return new Added(subscription.id, subscription::activate);
  }

  /** Whether the socket had such a subscription. */
  public boolean remove(Socket socket, String id) {
    var subscription = byId.get(id);
    if (subscription == null || subscription.socket != socket || !byId.remove(id, subscription)) {
      return false;
    }
    counts.computeIfPresent(socket, (key, count) -> count == 1 ? null : count - 1);
    return true;
  }

  /** Forgets a socket that is closed. */
  public void removeAll(Socket socket) {
    byId.values().removeIf(subscription -> subscription.socket == socket);
    counts.remove(socket);
  }

  void head(HeadNews news) {
    if (byId.isEmpty()) {
      return;
    }
    var head = once(out -> BlockJson.writeHead(out, news.block()));
    var removed = news.removed().stream().map(Subscriptions::shown).toList();
    var logs = news.logs().stream().map(Subscriptions::shown).toList();
    for (var subscription : byId.values()) {
      switch (subscription.topic) {
        case Topic.NewHeads n -> subscription.notify(head.get());
        case Topic.Logs(var pattern) -> {
          notify(subscription, pattern, removed);
          notify(subscription, pattern, logs);
        }
        case Topic.PendingTransactions p -> {}
        case Topic.Syncing s -> {}
      }
    }
  }

  private record Shown(LogEntry entry, Supplier<byte[]> json) {}

  private static Shown shown(LogEntry entry) {
    return new Shown(entry, once(out -> LogJson.write(out, entry)));
  }

  private static void notify(Subscription subscription, LogPattern pattern, List<Shown> logs) {
    for (var log : logs) {
      if (pattern.matches(log.entry().log())) {
        subscription.notify(log.json().get());
      }
    }
  }

  void pending(List<Hash32> hashes) {
    var hashesOnly = new ArrayList<Subscription>();
    var full = new ArrayList<Subscription>();
    for (var subscription : byId.values()) {
      if (subscription.topic instanceof Topic.PendingTransactions(var whole)) {
        (whole ? full : hashesOnly).add(subscription);
      }
    }
    if (!hashesOnly.isEmpty()) {
      for (var hash : hashes) {
        var json = render(out -> out.data(hash.bytes()));
        hashesOnly.forEach(subscription -> subscription.notify(json));
      }
    }
    if (!full.isEmpty()) {
      notifyFull(full, hashes);
    }
  }

  private void notifyFull(List<Subscription> subscriptions, List<Hash32> hashes) {
    try (var hold = view.hold()) {
      for (var hash : hashes) {
        view.transaction(hash, false).thenAccept(found -> found.ifPresent(transaction -> {
          var json = render(out -> TransactionJson.write(out, transaction));
          subscriptions.forEach(subscription -> subscription.notify(json));
        })).exceptionally(failure -> { // they would have a gap
          subscriptions.forEach(Subscriptions::interrupt);
          return null;
        });
      }
    }
  }

  private static void interrupt(Subscription subscription) {
    subscription.socket.close(TRY_AGAIN_LATER, "notifications were interrupted");
  }

  /** Some news were missed: rather no connection than one with a gap. */
  void interruptAll() {
    byId.values().forEach(Subscriptions::interrupt);
  }

  private static byte[] render(Consumer<JsonOut> writer) {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new JsonOut(bytes)) {
      writer.accept(out);
    }
    return bytes.toByteArray();
  }

  private static Supplier<byte[]> once(Consumer<JsonOut> writer) {
    return new Supplier<>() {
      private byte @Nullable [] json;

      @Override
      public byte[] get() { // by the feed's thread only
        var known = json;
        if (known == null) {
          known = render(writer);
          json = known;
        }
        return known;
      }
    };
  }

  private static byte[] message(String id, byte[] result) {
    var message = new ByteArrayOutputStream(HEAD.length + id.length() + MIDDLE.length + result.length + TAIL.length);
    message.writeBytes(HEAD);
    message.writeBytes(id.getBytes(StandardCharsets.US_ASCII));
    message.writeBytes(MIDDLE);
    message.writeBytes(result);
    message.writeBytes(TAIL);
    return message.toByteArray();
  }
}
