package org.atoll.gateway.web;

import io.helidon.http.Headers;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsSession;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.atoll.gateway.feed.Subscriptions;
import org.atoll.gateway.rpc.Dispatcher;
import org.atoll.gateway.rpc.Exchange;

/** What all WebSockets share. Thread-safe. */
final class SocketFront {
  private static final long GOODBYE_MILLIS = 1_000;

  private final Gate gate;
  private final Dispatcher dispatcher;
  private final Budgets budgets;
  private final Subscriptions subscriptions;
  private final WebServers.Bounds bounds;
  private final Set<SocketSession> open = ConcurrentHashMap.newKeySet();

  SocketFront(Gate gate, Dispatcher dispatcher, Budgets budgets, Subscriptions subscriptions,
      WebServers.Bounds bounds) {
    this.gate = gate;
    this.dispatcher = dispatcher;
    this.budgets = budgets;
    this.subscriptions = subscriptions;
    this.bounds = bounds;
  }

  /** Whether a WebSocket may be opened. */
  boolean admits(Headers headers) {
    return gate.check(headers).isEmpty() && open.size() < bounds.maxSockets();
  }

  /** Starts the requests of a text that came from a socket. */
  Exchange start(byte[] text, SocketSession session, WsSession connection) {
    var budget = budgets.of(connection.socketContext().remotePeer().address());
    return dispatcher.start(text, new Dispatcher.Client(Optional.of(session), budget));
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

  /** Says goodbye to all, and waits a moment until that is written. */
  void closeAll() {
    var sessions = List.copyOf(open);
    sessions.forEach(session -> session.close(WsCloseCodes.GOING_AWAY, "the gateway is closing"));
    CompletableFuture.allOf(sessions.stream().map(SocketSession::writerDone).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, GOODBYE_MILLIS, TimeUnit.MILLISECONDS)
        .join();
  }
}
