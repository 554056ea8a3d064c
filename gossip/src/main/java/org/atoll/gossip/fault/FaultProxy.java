package org.atoll.gossip.fault;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.atoll.gossip.Endpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP proxy that spoils links on purpose: one listener per named link, a {@link FaultPlan} per direction, all in one
 * thread. Same seed and same traffic, same faults. Methods are thread-safe and take effect within milliseconds.
 */
public final class FaultProxy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FaultProxy.class);
  private static final long IDLE_MILLIS = 1_000;
  private static final int SWALLOW = 64 << 10;

  /** What a listener belongs to. Plans change from other threads, the rest is the proxy thread's. */
  private static final class Link {
    final String name;
    final Endpoint target;
    final ServerSocketChannel listener;
    final List<Connection> connections = new ArrayList<>();
    volatile FaultPlan forward = FaultPlan.CLEAR;
    volatile FaultPlan backward = FaultPlan.CLEAR;
    int accepted;

    Link(String name, Endpoint target, ServerSocketChannel listener) {
      this.name = name;
      this.target = target;
      this.listener = listener;
    }
  }

  private record Connection(Link link, SocketChannel client, SocketChannel server, Flow forward, Flow backward) {}

  /** The end of a half-open connection that does not know. */
  private record Sink(SocketChannel channel) {}

  private final long seed;
  private final Selector selector;
  private final Map<String, Link> links = new ConcurrentHashMap<>();
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closing;

  private FaultProxy(long seed) throws IOException {
    this.seed = seed;
    this.selector = Selector.open();
    this.thread = Thread.ofPlatform().name("fault-proxy").daemon().unstarted(this::run);
  }

  /** @param seed decides jitter, loss and corruption */
  public static FaultProxy start(long seed) {
    try {
      var proxy = new FaultProxy(seed);
      proxy.thread.start();
      return proxy;
    } catch (IOException noSelector) {
      throw new UncheckedIOException(noSelector);
    }
  }

  /**
   * Adds a link.
   *
   * @param name such as {@code "0>1"}: one per ordered pair
   * @param target where its connections lead; need not listen yet
   * @return where to connect in place of the target
   * @throws IllegalArgumentException when there is a link of this name
   */
  public Endpoint add(String name, Endpoint target) {
    return add(name, 0, target);
  }

  /**
   * As {@link #add(String, Endpoint)}, at a port of this machine.
   *
   * @param wanted 0 for any
   * @throws UncheckedIOException when it is taken
   */
  public Endpoint add(String name, int wanted, Endpoint target) {
    try {
      var listener = ServerSocketChannel.open();
      try {
        listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
      } catch (IOException taken) {
        listener.close();
        throw new IOException("port " + wanted + ": " + taken.getMessage(), taken);
      }
      listener.configureBlocking(false);
      var link = new Link(name, target, listener);
      if (links.putIfAbsent(name, link) != null) {
        listener.close();
        throw new IllegalArgumentException("two links called " + name);
      }
      int port = listener.socket().getLocalPort();
      command(() -> register(listener, SelectionKey.OP_ACCEPT, link));
      return new Endpoint("127.0.0.1", port);
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
  }

  /** Changes what happens on a link, also to connections that exist and bytes on their way. */
  public void plan(String name, FaultPlan forward, FaultPlan backward) {
    var link = link(name);
    link.forward = forward;
    link.backward = backward;
    command(() -> { });
  }

  /** As {@link #plan} in both directions. */
  public void plan(String name, FaultPlan both) {
    plan(name, both, both);
  }

  /** Resets all connections of a link; the next ones may live. */
  public void reset(String name) {
    var link = link(name);
    command(() -> List.copyOf(link.connections).forEach(FaultProxy::reset));
  }

  /** Which end of a link. */
  public enum End { CLIENT, SERVER }

  /** Connections of a link are lost to one end while the other hears of nothing; the next ones may live. */
  public void halfOpen(String name, End unaware) {
    var link = link(name);
    command(() -> List.copyOf(link.connections).forEach(connection -> halfOpen(connection, unaware)));
  }

  /** Names of all links, in no order. */
  public List<String> names() {
    return List.copyOf(links.keySet());
  }

  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      if (!thread.join(Duration.ofSeconds(5))) {
        LOG.warn("event=fault-proxy.close.slow");
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private Link link(String name) {
    return Optional.ofNullable(links.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no link called " + name));
  }

  private void command(Runnable what) {
    if (!thread.isAlive()) {
      throw new IllegalStateException("the proxy has stopped");
    }
    commands.add(what);
    selector.wakeup();
  }

  private void run() {
    try {
      while (!closing) {
        turn();
      }
    } catch (IOException | RuntimeException broken) {
      LOG.error("event=fault-proxy.stopped", broken);
    } finally {
      selector.keys().forEach(key -> closeQuietly(key.channel()));
      closeQuietly(selector);
    }
  }

  private void turn() throws IOException {
    long now = nowMillis();
    long wake = now + IDLE_MILLIS;
    for (var link : links.values()) {
      for (var connection : link.connections) {
        wake = Math.min(wake, connection.forward.nextMillis(link.forward, now));
        wake = Math.min(wake, connection.backward.nextMillis(link.backward, now));
      }
    }
    selector.select(Math.max(1, wake - now));
    for (var what = commands.poll(); what != null; what = commands.poll()) {
      what.run();
    }
    for (var key : selector.selectedKeys()) {
      try {
        ready(key);
      } catch (CancelledKeyException closed) {
        LOG.debug("event=fault-proxy.key.closed");
      }
    }
    selector.selectedKeys().clear();
    links.values().forEach(link -> List.copyOf(link.connections).forEach(this::write));
  }

  private void ready(SelectionKey key) {
    switch (key.attachment()) {
      case Link link -> accept(link);
      case Connection connection -> {
        try {
          if (key.isConnectable()) {
            connection.server.finishConnect();
          }
          if (key.isReadable()) {
            boolean forward = key.channel().equals(connection.client);
            var plan = forward ? connection.link.forward : connection.link.backward;
            (forward ? connection.forward : connection.backward).read(plan, nowMillis());
          }
        } catch (IOException ended) {
          LOG.debug("event=fault-proxy.ended link={} error={}", connection.link.name, ended.toString());
          reset(connection);
        }
      }
      case Sink sink -> swallow(sink);
      case null, default -> throw new IllegalStateException("a key of nobody");
    }
  }

  private static void swallow(Sink sink) {
    try {
      if (sink.channel.read(ByteBuffer.allocate(SWALLOW)) < 0) {
        closeQuietly(sink.channel);
      }
    } catch (IOException ended) {
      LOG.debug("event=fault-proxy.half-open.ended error={}", ended.toString());
      closeQuietly(sink.channel);
    }
  }

  private void accept(Link link) {
    try {
      var client = link.listener.accept();
      if (client == null) {
        return;
      }
      if (link.forward.refuse()) {
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        client.close();
        return;
      }
      client.configureBlocking(false);
      var server = SocketChannel.open();
      server.configureBlocking(false);
      var random = new Random(seed * 31 + link.name.hashCode() * 1_000_003L + link.accepted++);
      var connection = new Connection(link, client, server,
          new Flow(client, server, new Random(random.nextLong()), nowMillis()),
          new Flow(server, client, new Random(random.nextLong()), nowMillis()));
      link.connections.add(connection);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      server.setOption(StandardSocketOptions.TCP_NODELAY, true);
      server.connect(new InetSocketAddress(link.target.host(), link.target.port()));
      register(client, 0, connection);
      register(server, server.isConnectionPending() ? SelectionKey.OP_CONNECT : 0, connection);
    } catch (IOException failed) {
      LOG.debug("event=fault-proxy.accept.failed link={} error={}", link.name, failed.toString());
    }
  }

  private void write(Connection connection) {
    var link = connection.link;
    try {
      if (connection.server.isConnected()) {
        connection.forward.write(link.forward, nowMillis());
        connection.backward.write(link.backward, nowMillis());
        interest(connection.client, connection.forward);
        interest(connection.server, connection.backward);
      }
      if (connection.forward.isOver() && connection.backward.isOver()) {
        forget(connection);
      }
    } catch (IOException | CancelledKeyException ended) {
      LOG.debug("event=fault-proxy.ended link={} error={}", link.name, ended.toString());
      reset(connection);
    }
  }

  private void interest(SocketChannel channel, Flow flow) {
    var key = channel.keyFor(selector);
    if (key != null) {
      key.interestOps(flow.wantsToRead() ? SelectionKey.OP_READ : 0);
    }
  }

  private void register(SelectableChannel channel, int ops, Object what) {
    try {
      channel.register(selector, ops, what);
    } catch (IOException closed) {
      LOG.debug("event=fault-proxy.register.failed error={}", closed.toString());
    }
  }

  private static void reset(Connection connection) {
    for (var channel : List.of(connection.client, connection.server)) {
      try {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException closed) {
        LOG.debug("event=fault-proxy.reset.late error={}", closed.toString());
      }
    }
    forget(connection);
  }

  /** What is written at the end that stays goes nowhere; it is closed when that end closes, or with the proxy. */
  private void halfOpen(Connection connection, End unaware) {
    var lost = unaware == End.CLIENT ? connection.server : connection.client;
    var kept = unaware == End.CLIENT ? connection.client : connection.server;
    connection.link.connections.remove(connection);
    try {
      lost.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException closed) {
      LOG.debug("event=fault-proxy.half-open.late error={}", closed.toString());
    }
    closeQuietly(lost);
    var key = kept.keyFor(selector);
    if (key != null && key.isValid()) {
      key.attach(new Sink(kept));
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  private static void forget(Connection connection) {
    connection.link.connections.remove(connection);
    closeQuietly(connection.client);
    closeQuietly(connection.server);
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException already) {
      LOG.debug("event=fault-proxy.close.failed error={}", already.toString());
    }
  }

  private static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
