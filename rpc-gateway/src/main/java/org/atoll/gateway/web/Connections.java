package org.atoll.gateway.web;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns away connections there are too many of, and ends those whose client sends too slowly. Each is told why, and
 * closed a moment later, or it might not see that for the broken connection. Clients on this machine count only
 * towards the whole. Thread-safe.
 */
final class Connections implements ServerConnectionSelector, Http1ConnectionListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Connections.class);
  private static final long SWEEP_MILLIS = 500;

  private final WebServers.ConnectionBounds bounds;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("rpc-connections").factory());
  private Optional<ServerConnectionSelector> http = Optional.empty(); // set before the server starts
  private final Set<Link> open = new HashSet<>(); // guarded by this
  private final Set<Link> leaving = new HashSet<>(); // guarded by this

  Connections(WebServers.ConnectionBounds bounds) {
    this.bounds = bounds;
  }

  /** Starts to watch; connections that are let in are served as {@code served} says. */
  void start(ServerConnectionSelector served) {
    http = Optional.of(served);
    sweeper.scheduleWithFixedDelay(this::sweepOrSay, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private ServerConnectionSelector http() {
    return http.orElseThrow(() -> new IllegalStateException("not started"));
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http().bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http().supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http().supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    var guarded = new GuardedContext(context,
        new ReadPace(bounds.header(), bounds.minBodyBytesPerSecond(), System.nanoTime()));
    return new Link(guarded, http().connection(guarded));
  }

  @Override
  public void headers(ConnectionContext context, Headers headers) {
    if (context instanceof GuardedContext guarded) {
      boolean bodyFollows = headers.contains(HeaderNames.TRANSFER_ENCODING)
          || headers.contains(HeaderNames.CONTENT_LENGTH) && !headers.contains(HeaderValues.CONTENT_LENGTH_ZERO);
      guarded.pace().headerRead(bodyFollows, System.nanoTime());
    }
  }

  /** Hears of answers, as this hears of requests. */
  Http1ConnectionListener answers() {
    return new Http1ConnectionListener() {
      @Override
      public void status(ConnectionContext context, Status status) {
        if (context instanceof GuardedContext guarded) {
          guarded.pace().answered(System.nanoTime());
        }
      }
    };
  }

  /** Empty if the connection may stay, else what it is told. */
  private synchronized Optional<Status> enter(Link link) {
    if (open.size() >= bounds.max()) {
      return Optional.of(Status.SERVICE_UNAVAILABLE_503);
    }
    if (link.remote().isPresent()) {
      var remote = open.stream().filter(other -> other.remote().isPresent()).toList();
      if (remote.stream().filter(other -> other.remote().equals(link.remote())).count() >= bounds.maxPerAddress()) {
        return Optional.of(Status.TOO_MANY_REQUESTS_429);
      }
      if (remote.stream().filter(other -> other.context.pace().isInHeader()).count() >= bounds.maxInHeader()) {
        return Optional.of(Status.SERVICE_UNAVAILABLE_503);
      }
    }
    open.add(link);
    return Optional.empty();
  }

  private synchronized void leave(Link link) {
    open.remove(link);
    leaving.remove(link);
  }

  private void sweepOrSay() {
    try {
      sweep();
    } catch (RuntimeException bug) { // the executor would sweep no more, and say nothing
      log.error("connections.sweep_failed", bug);
    }
  }

  /** Ends what was told to leave by the last sweep, tells the next. */
  private void sweep() {
    List<Link> told;
    List<Link> overdue;
    synchronized (this) {
      long now = System.nanoTime();
      told = leaving.stream().filter(link -> now - link.toldAt > TimeUnit.MILLISECONDS.toNanos(SWEEP_MILLIS)).toList();
      overdue = open.stream().filter(link -> !leaving.contains(link) && link.context.pace().isOverdue(now)).toList();
      overdue.forEach(this::leaves);
    }
    told.forEach(link -> link.close(true));
    overdue.forEach(link -> Thread.ofVirtual().name("rpc-too-slow").start(() -> link.tell(Status.REQUEST_TIMEOUT_408)));
  }

  private synchronized void leaves(Link link) {
    link.toldAt = System.nanoTime();
    leaving.add(link);
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
  }

  /** One connection. Identity counts. */
  private final class Link implements ServerConnection {
    private final GuardedContext context;
    private final ServerConnection served;
    private volatile long toldAt;
    private final AtomicBoolean refused = new AtomicBoolean();
    private volatile Optional<Thread> reader = Optional.empty();

    Link(GuardedContext context, ServerConnection served) {
      this.context = context;
      this.served = served;
    }

    /** Empty if it is this machine's own. */
    Optional<InetAddress> remote() {
      return context.remotePeer().address() instanceof InetSocketAddress inet && !inet.getAddress().isLoopbackAddress()
          ? Optional.of(inet.getAddress())
          : Optional.empty();
    }

    @Override
    public void handle(Limit requests) throws InterruptedException {
      var refusal = enter(this);
      try {
        if (refusal.isEmpty()) {
          served.handle(requests);
          return;
        }
        log.debug("rpc_connection_refused from={} status={}", context.remotePeer().host(), refusal.get().code());
        refused.set(true);
        reader = Optional.of(Thread.currentThread());
        leaves(this);
        tell(refusal.get());
        context.dataReader().ensureAvailable(); // until the client sent something, or for a moment
      } finally {
        leave(this);
      }
    }

    void tell(Status status) {
      var text = status.reasonPhrase() + "\n";
      var answer = "HTTP/1.1 " + status.codeText() + " " + status.reasonPhrase() + "\r\nContent-Type: text/plain\r\n"
          + "Content-Length: " + text.length() + "\r\nConnection: close\r\n\r\n" + text;
      context.dataWriter().writeNow(BufferData.create(answer.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public Duration idleTime() {
      return served.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      if (refused.get()) {
        reader.ifPresent(Thread::interrupt); // ends a virtual thread's read
      } else {
        served.close(interrupt);
      }
    }
  }
}
