package org.atoll.cli.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.atoll.validator.NodeStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Health and metrics of one node: {@code /livez}, {@code /readyz}, {@code /metrics}, {@code /version},
 * {@code /loglevel}. Thread-safe. */
public final class OpsServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OpsServer.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration SILENT = Duration.ofSeconds(30);
  private static final long LOOK_SECONDS = 1;
  private static final int BACKLOG = 64;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
      Thread.ofPlatform().name("health").daemon(true).factory());
  private final Supplier<CompletableFuture<NodeStatus>> node;
  private final Health health;
  private final Supplier<Optional<Instant>> certificateEnd;
  private final String version;
  private final Clock clock;
  private volatile Health.Phase phase = Health.Phase.STARTING;
  private volatile Instant lastAnswer;

  private OpsServer(HttpServer server, Supplier<CompletableFuture<NodeStatus>> node, Health health,
      Supplier<Optional<Instant>> certificateEnd, String version, Clock clock) {
    this.server = server;
    this.node = node;
    this.health = health;
    this.certificateEnd = certificateEnd;
    this.version = version;
    this.clock = clock;
    this.lastAnswer = clock.instant();
  }

  /**
   * Starts serving; the node counts as starting until {@link #running}.
   *
   * @param blockInterval usual time between blocks
   * @param families whose processors have to be there
   * @param certificateEnd when the first TLS certificate ends; empty: none is in use
   * @throws IOException when the address is taken
   */
  public static OpsServer start(InetSocketAddress address, Supplier<CompletableFuture<NodeStatus>> node,
      Duration blockInterval, List<String> families, Supplier<Optional<Instant>> certificateEnd, String version,
      Clock clock) throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(address, BACKLOG);
    } catch (IOException taken) {
      throw new IOException("cannot listen on " + address.getHostString() + ":" + address.getPort()
          + " for health and metrics (ops.bind): " + taken.getMessage(), taken);
    }
    var ops = new OpsServer(server, node, new Health(blockInterval, families, certificateEnd), certificateEnd,
        version, clock);
    server.setExecutor(ops.threads);
    server.createContext("/livez", ops.guarded("/livez", ops::live));
    server.createContext("/readyz", ops.guarded("/readyz", ops::ready));
    server.createContext("/metrics", ops.guarded("/metrics", ops::metrics));
    server.createContext("/version", ops.guarded("/version",
        exchange -> reply(exchange, 200, "application/json", "{\"version\":\"" + version + "\"}\n")));
    server.start();
    var unused = ops.watch.scheduleWithFixedDelay(ops::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    return ops;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public void running() {
    phase = Health.Phase.RUNNING;
  }

  public void stopping() {
    phase = Health.Phase.STOPPING;
  }

  /** So that "since" is right although nobody asked. */
  private void look() {
    try {
      status().ifPresent(status -> health.reasons(status, phase, clock.instant()));
    } catch (RuntimeException bug) { // the executor would stop looking, and say nothing
      log.error("ops.look_failed", bug);
    }
  }

  /** Empty when the chain thread does not answer. */
  private Optional<NodeStatus> status() {
    try {
      var status = node.get().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      lastAnswer = clock.instant();
      return Optional.of(status);
    } catch (TimeoutException | ExecutionException silent) {
      log.debug("health.no_answer why=\"{}\"", silent.toString());
      return Optional.empty();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /**
   * Serves {@code /loglevel}, too.
   *
   * @param token without it nobody from another machine gets in
   */
  public void serveLogLevels(Optional<String> token) {
    var levels = new LogLevelHandler(server.getAddress().getAddress().isLoopbackAddress(), token);
    server.createContext("/loglevel", guarded("/loglevel", levels::handle, "GET", "PUT"));
  }

  private HttpHandler guarded(String path, HttpHandler handler) {
    return guarded(path, handler, "GET");
  }

  private HttpHandler guarded(String path, HttpHandler handler, String... methods) {
    return exchange -> {
      try (exchange) {
        if (!exchange.getRequestURI().getPath().equals(path)) {
          reply(exchange, 404, "text/plain", "there are /livez, /readyz, /metrics, /version and /loglevel\n");
        } else if (!List.of(methods).contains(exchange.getRequestMethod())) {
          reply(exchange, 405, "text/plain", "only " + String.join(", ", methods) + "\n");
        } else {
          handler.handle(exchange);
        }
      } catch (RuntimeException bug) {
        log.error("ops.failed path={}", path, bug);
      }
    };
  }

  private void live(HttpExchange exchange) throws IOException {
    if (status().isEmpty() && lastAnswer.plus(SILENT).isBefore(clock.instant())) {
      reply(exchange, 503, "text/plain", "thread chain is silent since " + lastAnswer + "\n");
    } else {
      reply(exchange, 200, "text/plain", "ok\n");
    }
  }

  private void ready(HttpExchange exchange) throws IOException {
    var status = status();
    if (status.isEmpty()) {
      reply(exchange, 503, "application/json", "{\"schema\":\"atoll.health/1\",\"ready\":false,\"reasons\":"
          + "[{\"code\":\"silent\",\"severity\":\"error\",\"since\":\"" + lastAnswer
          + "\",\"detail\":\"the chain thread does not answer\",\"help\":\"see the log\"}]}\n");
      return;
    }
    var now = clock.instant();
    var reasons = health.reasons(status.get(), phase, now);
    var query = exchange.getRequestURI().getQuery();
    boolean ready = HealthDocument.isReady(reasons, query != null && List.of(query.split("&")).contains("for=traffic"));
    reply(exchange, ready ? 200 : 503, "application/json",
        HealthDocument.of(status.get(), reasons, ready, now).toString() + "\n");
  }

  private void metrics(HttpExchange exchange) throws IOException {
    var status = status();
    if (status.isEmpty()) {
      reply(exchange, 503, "text/plain", "the chain thread does not answer\n");
      return;
    }
    var now = clock.instant();
    reply(exchange, 200, "text/plain; version=0.0.4",
        Metrics.of(status.get(), health.reasons(status.get(), phase, now), certificateEnd.get(), version, now));
  }

  static void reply(HttpExchange exchange, int code, String type, String text) throws IOException {
    var bytes = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    watch.shutdownNow();
    server.stop(0);
    threads.shutdownNow();
  }
}
