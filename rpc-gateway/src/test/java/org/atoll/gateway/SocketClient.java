package org.atoll.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket client that collects what it is sent. */
final class SocketClient implements WebSocket.Listener, AutoCloseable {
  final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;

  SocketClient(GatewayHarness harness) {
    socket = harness.http.newWebSocketBuilder().buildAsync(harness.socketUri(), this).join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      try {
        messages.add(GatewayHarness.JSON.readTree(partial.toString()));
      } catch (JsonProcessingException malformed) {
        closed.completeExceptionally(malformed);
      }
      partial.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    closed.completeExceptionally(failure);
  }

  void send(String text) {
    socket.sendText(text, true).join();
  }

  void sendParts(String... parts) {
    for (int i = 0; i < parts.length; i++) {
      socket.sendText(parts[i], i == parts.length - 1).join();
    }
  }

  JsonNode next() throws InterruptedException {
    var message = messages.poll(10, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("nothing came");
    }
    return message;
  }

  /** The response to one request; {@code params} is a JSON array. */
  JsonNode call(String method, String params) throws InterruptedException {
    send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}");
    return next();
  }

  /** Subscribes and answers the id. */
  String subscribe(String params) throws InterruptedException {
    return call("eth_subscribe", params).get("result").asText();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
