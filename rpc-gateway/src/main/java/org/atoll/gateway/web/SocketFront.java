package org.atoll.gateway.web;

import io.helidon.http.Headers;
import io.helidon.websocket.WsCloseCodes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.atoll.gateway.feed.Subscriptions;
import org.atoll.gateway.rpc.Dispatcher;

/** What all WebSockets share. Thread-safe. */
final class SocketFront {
  private final Gate gate;
  private final Dispatcher dispatcher;
  private final Subscriptions subscriptions;
  private final WebServers.Bounds bounds;
  private final Set<SocketSession> open = ConcurrentHashMap.newKeySet();

  SocketFront(Gate gate, Dispatcher dispatcher, Subscriptions subscriptions, WebServers.Bounds bounds) {
    this.gate = gate;
    this.dispatcher = dispatcher;
    this.subscriptions = subscriptions;
    this.bounds = bounds;
  }

  /** Whether a WebSocket may be opened. */
  boolean admits(Headers headers) {
    return gate.check(headers).isEmpty() && open.size() < bounds.maxSockets();
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  int maxMessageBytes() {
    return bounds.maxBodyBytes();
  }

  Outbox newOutbox() {
    return new Outbox(bounds.maxUnsentMessages(), bounds.maxUnsentBytes());
  }

  void opened(SocketSession session) {
    open.add(session);
    if (open.size() > bounds.maxSockets()) { // several came at the same time
      session.close(WsCloseCodes.TRY_AGAIN_LATER, "too many WebSockets");
    }
  }

  void closed(SocketSession session) {
    open.remove(session);
    subscriptions.removeAll(session);
  }

  void closeAll() {
    open.forEach(session -> session.close(WsCloseCodes.GOING_AWAY, "the gateway is closing"));
  }
}
