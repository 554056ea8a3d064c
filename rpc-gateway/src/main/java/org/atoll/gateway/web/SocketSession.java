package org.atoll.gateway.web;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.atoll.gateway.rpc.Exchange;
import org.atoll.gateway.rpc.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket. Helidon's thread reads and starts requests, one thread of its own writes, so that a client
 * that does not read holds up nobody else. Thread-safe.
 */
final class SocketSession implements WsListener, Socket {
  private static final Logger LOG = LoggerFactory.getLogger(SocketSession.class);
  private static final Duration PING_AFTER = Duration.ofSeconds(20);
  private static final Duration GOODBYE = Duration.ofSeconds(5);
  private static final int MAX_REQUESTS_AT_ONCE = 64;

  private final SocketFront front;
  private final Outbox outbox;
  private final Semaphore requests = new Semaphore(MAX_REQUESTS_AT_ONCE);
  private final AtomicBoolean gone = new AtomicBoolean();
  private final CompletableFuture<Boolean> writerDone = new CompletableFuture<>();
  private volatile Optional<WsSession> session = Optional.empty();
  private final StringBuilder partial = new StringBuilder(); // reading thread only

  SocketSession(SocketFront front) {
    this.front = front;
    this.outbox = front.newOutbox();
  }

  @Override
  public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) throws WsUpgradeException {
    if (!front.admits(headers)) {
      throw new WsUpgradeException("refused"); // the HTTP handler makes the same checks and says why
    }
    return Optional.empty();
  }

  @Override
  public void onOpen(WsSession opened) {
    session = Optional.of(opened);
    front.opened(this);
    Thread.ofVirtual().name("rpc-socket-writer").start(() -> write(opened));
    var reader = Thread.currentThread();
    Thread.ofVirtual().name("rpc-socket-end").start(() -> leaveAfter(reader));
  }

  /** Helidon tells nobody when a connection ends without a goodbye, but its thread ends with it. */
  private void leaveAfter(Thread reader) {
    try {
      reader.join();
      leave();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onMessage(WsSession session, String text, boolean last) {
    if (partial.length() + text.length() > front.maxMessageBytes()) {
      partial.setLength(0);
      close(WsCloseCodes.TOO_BIG, "at most " + front.maxMessageBytes() + " bytes");
      return;
    }
    if (!last) {
      partial.append(text);
      return;
    }
    var whole = partial.isEmpty() ? text : partial.append(text).toString();
    partial.setLength(0);
    try {
      handle(session, whole.getBytes(StandardCharsets.UTF_8));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(WsSession connection, byte[] text) throws InterruptedException {
    outbox.awaitRoom();
    requests.acquire();
    var exchange = front.start(text, this, connection);
    exchange.done().whenComplete((done, never) -> {
      try {
        answer(exchange);
      } catch (RuntimeException bug) { // nobody looks at this future
        LOG.error("rpc_socket_failed", bug);
        close(WsCloseCodes.UNEXPECTED_CONDITION, "internal error");
      } finally {
        requests.release();
      }
    });
  }

  private void answer(Exchange exchange) {
    exchange.response().ifPresent(outbox::respond);
    exchange.sent();
  }

  @Override
  public void onMessage(WsSession session, BufferData bytes, boolean last) {
    close(WsCloseCodes.CANNOT_ACCEPT, "send text");
  }

  @Override
  public void onPing(WsSession session, BufferData payload) {
    outbox.pong(payload.readBytes());
  }

  @Override
  public void onClose(WsSession session, int status, String reason) {
    leave();
  }

  @Override
  public void onError(WsSession session, Throwable failure) {
    leave();
  }

  @Override
  public void send(byte[] text) {
    if (gone.get()) {
      front.closed(this); // it may have subscribed while it went
    } else if (!outbox.notify(text)) {
      close(WsCloseCodes.TRY_AGAIN_LATER, "too slow: notifications pile up");
    }
  }

  @Override
  public void close(int code, String reason) {
    if (outbox.close(code, reason)) {
      front.closed(this);
      CompletableFuture.delayedExecutor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS).execute(this::hangUp);
    }
  }

  /** Ends the connection even if the client neither reads nor says goodbye. */
  private void hangUp() {
    session.ifPresent(open -> {
      if (open instanceof ServerConnection connection) {
        connection.close(true);
      }
    });
  }

  /** Ends the writer, too. */
  private void leave() {
    if (gone.compareAndSet(false, true)) {
      outbox.close(WsCloseCodes.NORMAL_CLOSE, "");
      front.closed(this);
    }
  }

  private void write(WsSession session) {
    try {
      while (true) {
        var item = outbox.next(PING_AFTER);
        if (item instanceof Outbox.Item.Close(var code, var reason)) {
          if (!gone.get()) {
            session.close(code, reason);
          }
          return;
        }
        write(session, item);
        outbox.written(item);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException broken) { // the connection is: Helidon wraps what the socket says
      LOG.debug("rpc_socket_broken reason=\"{}\"", broken.getMessage());
      leave();
      hangUp();
    } finally {
      writerDone.complete(true);
    }
  }

  /** Completes when the last thing that can be written is. */
  CompletableFuture<Boolean> writerDone() {
    return writerDone.copy();
  }

  private static void write(WsSession session, Outbox.Item item) {
    switch (item) {
      case Outbox.Item.Text text -> session.send(new String(text.bytes(), StandardCharsets.UTF_8), true);
      case Outbox.Item.Pong pong -> session.pong(BufferData.create(pong.bytes()));
      case Outbox.Item.Ping p -> session.ping(BufferData.empty());
      case Outbox.Item.Close c -> {}
    }
  }
}
