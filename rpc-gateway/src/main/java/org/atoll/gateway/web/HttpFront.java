package org.atoll.gateway.web;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.rpc.Dispatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves JSON-RPC over POST, and a page for people who look. Thread-safe. */
final class HttpFront implements Handler {
  private static final Logger log = LoggerFactory.getLogger(HttpFront.class);
  private static final HeaderName ALLOW_ORIGIN = HeaderNames.create("Access-Control-Allow-Origin");
  private static final HeaderName ALLOW_METHODS = HeaderNames.create("Access-Control-Allow-Methods");
  private static final HeaderName ALLOW_HEADERS = HeaderNames.create("Access-Control-Allow-Headers");
  private static final HeaderName MAX_AGE = HeaderNames.create("Access-Control-Max-Age");
  private static final HeaderName REQUEST_PRIVATE = HeaderNames.create("Access-Control-Request-Private-Network");
  private static final HeaderName ALLOW_PRIVATE = HeaderNames.create("Access-Control-Allow-Private-Network");
  private static final Header NO_SNIFF = HeaderValues.createCached("X-Content-Type-Options", "nosniff");
  private static final Header NO_SCRIPTS = HeaderValues.createCached(
      "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  private static final String METHODS = "GET, POST, OPTIONS";

  /** What is read and thrown away of a body that is too long. */
  static final int MAX_DISCARDED_BYTES = 16 << 20;
  private static final int DISCARDED_AT_ONCE = 1 << 16;
  private static final long DISCARD_SECONDS = 2;

  private final Gate gate;
  private final Dispatcher dispatcher;
  private final Budgets budgets;
  private final LandingPage page;
  private final int maxBodyBytes;

  HttpFront(Gate gate, Dispatcher dispatcher, Budgets budgets, LandingPage page, int maxBodyBytes) {
    this.gate = gate;
    this.dispatcher = dispatcher;
    this.budgets = budgets;
    this.page = page;
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) throws IOException {
    var connection = request.headers().first(HeaderNames.CONNECTION);
    if (connection.map("close"::equalsIgnoreCase).orElse(false)) {
      response.header(HeaderValues.CONNECTION_CLOSE);
      answer(request, response);
      throw new CloseConnectionException("the client asked to close"); // Helidon leaves that to the client
    }
    answer(request, response);
  }

  private void answer(ServerRequest request, ServerResponse response) throws IOException {
    response.header(NO_SNIFF);
    var refused = gate.check(request.headers());
    if (refused.isPresent()) {
      text(response, Status.FORBIDDEN_403, refused.get().text);
      return;
    }
    gate.allowedOrigin(request.headers()).ifPresent(origin ->
        response.header(ALLOW_ORIGIN, origin).header(HeaderNames.VARY, "Origin"));
    if (!request.path().path().equals("/")) {
      text(response, Status.NOT_FOUND_404, "nothing here: JSON-RPC is served at /");
      return;
    }
    var method = request.prologue().method();
    if (method.equals(Method.POST)) {
      post(request, response);
    } else if (method.equals(Method.GET)) {
      get(request, response);
    } else if (method.equals(Method.OPTIONS)) {
      options(request, response);
    } else {
      response.header(HeaderNames.ALLOW, METHODS);
      text(response, Status.METHOD_NOT_ALLOWED_405, "JSON-RPC is served over POST");
    }
  }

  private void post(ServerRequest request, ServerResponse response) throws IOException {
    if (!isJson(request)) {
      text(response, Status.UNSUPPORTED_MEDIA_TYPE_415, "send application/json, not encoded");
      return;
    }
    var body = body(request);
    if (body.isEmpty()) {
      response.header(HeaderValues.CONNECTION_CLOSE);
      text(response, Status.REQUEST_ENTITY_TOO_LARGE_413, "at most " + maxBodyBytes + " bytes");
      discard(request);
      throw new CloseConnectionException("the body is too long");
    }
    var exchange = dispatcher.start(body.get(),
        new Dispatcher.Client(Optional.empty(), budgets.of(request.remotePeer().address())));
    var answer = exchange.response();
    if (answer.isPresent()) {
      response.header(HeaderValues.CONTENT_TYPE_JSON);
      response.send(answer.get());
    } else {
      response.status(Status.NO_CONTENT_204).send();
    }
    exchange.sent();
  }

  private static boolean isJson(ServerRequest request) {
    var type = request.headers().contentType();
    return type.isPresent()
        && type.get().text().split(";", 2)[0].strip().equalsIgnoreCase("application/json")
        && request.headers().first(HeaderNames.CONTENT_ENCODING).map("identity"::equalsIgnoreCase).orElse(true);
  }

  /** Empty if it is too long. */
  private Optional<byte[]> body(ServerRequest request) throws IOException {
    var announced = request.headers().contentLength();
    if (announced.isPresent() && announced.getAsLong() > maxBodyBytes) {
      return Optional.empty();
    }
    if (!request.content().hasEntity()) {
      return Optional.of(new byte[0]);
    }
    var body = request.content().inputStream().readNBytes(maxBodyBytes + 1);
    return body.length > maxBodyBytes ? Optional.empty() : Optional.of(body);
  }

  /**
   * Reads on for a moment after the answer: closed upon while it still sends, a client would see a broken connection
   * and not the answer.
   */
  private static void discard(ServerRequest request) {
    if (!request.content().hasEntity()) {
      return;
    }
    var reader = Thread.currentThread();
    var done = new AtomicBoolean();
    CompletableFuture.delayedExecutor(DISCARD_SECONDS, TimeUnit.SECONDS).execute(() -> {
      if (!done.get()) {
        reader.interrupt(); // ends a virtual thread's read
      }
    });
    try {
      var unread = request.content().inputStream();
      var part = new byte[DISCARDED_AT_ONCE];
      for (int read = 0, sum = 0; read >= 0 && sum < MAX_DISCARDED_BYTES; sum += read) {
        read = unread.read(part);
      }
    } catch (IOException | RuntimeException gone) {
      log.debug("rpc_discard_ended why=\"{}\"", gone.getMessage()); // the connection is closed next, whatever it was
    } finally {
      done.set(true);
    }
  }

  private void get(ServerRequest request, ServerResponse response) {
    var upgrade = request.headers().first(HeaderNames.UPGRADE);
    if (upgrade.map("websocket"::equalsIgnoreCase).orElse(false)) { // or it would not have come this far
      text(response, Status.SERVICE_UNAVAILABLE_503, "too many WebSockets");
      return;
    }
    response.header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
        .header(NO_SCRIPTS)
        .send(page.html());
  }

  private void options(ServerRequest request, ServerResponse response) {
    response.header(HeaderNames.ALLOW, METHODS);
    if (gate.allowedOrigin(request.headers()).isPresent()) {
      response.header(ALLOW_METHODS, METHODS).header(ALLOW_HEADERS, "Content-Type").header(MAX_AGE, "600");
      if (request.headers().contains(REQUEST_PRIVATE)) {
        response.header(ALLOW_PRIVATE, "true");
      }
    }
    response.status(Status.NO_CONTENT_204).send();
  }

  private static void text(ServerResponse response, Status status, String text) {
    response.status(status).header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8").send(text + "\n");
  }
}
