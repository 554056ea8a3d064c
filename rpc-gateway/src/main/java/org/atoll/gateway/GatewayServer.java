package org.atoll.gateway;

import io.grpc.Channel;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.ClientChainView;
import org.atoll.gateway.feed.ChainFeed;
import org.atoll.gateway.feed.Filters;
import org.atoll.gateway.feed.Ids;
import org.atoll.gateway.feed.Subscriptions;
import org.atoll.gateway.rpc.Dispatcher;
import org.atoll.gateway.web.Budgets;
import org.atoll.gateway.web.Hosts;
import org.atoll.gateway.web.Origins;
import org.atoll.gateway.web.WebServers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An Ethereum JSON-RPC server over HTTP and WebSocket on one port. It holds no keys and nothing it could not
 * lose; it runs, answering that the validator is not reachable, also without one. Thread-safe.
 */
public final class GatewayServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);
  private static final Duration HOMING = Duration.ofSeconds(2);
  private static final int MAX_FILTER_ENTRIES = 20_000;

  private final WebServers.Running server;
  private final AutoCloseable watch;

  private GatewayServer(WebServers.Running server, AutoCloseable watch) {
    this.server = server;
    this.watch = watch;
  }

  /** Starts a gateway in front of a validator's ClientService; the channel stays the caller's to close. */
  public static GatewayServer start(GatewayConfig config, Channel channel, Clock clock) {
    return start(config, List.of(channel), clock);
  }

  /**
   * Starts a gateway in front of several validators: it asks the first until that does not answer, then the next, and
   * the first again when that is back. The channels stay the caller's to close.
   */
  public static GatewayServer start(GatewayConfig config, List<? extends Channel> channels, Clock clock) {
    return start(config, channels, HOMING, clock);
  }

  /** @param homing how often a gateway that had to turn to another looks for its own */
  static GatewayServer start(GatewayConfig config, List<? extends Channel> channels, Duration homing, Clock clock) {
    var work = config.limits().work();
    var bounds = new ClientChainView.Bounds(work.callTimeout(), work.maxLogs(), work.maxLogBlocks());
    var view = new ClientChainView(channels, bounds);
    if (channels.size() == 1) {
      return start(config, view, clock);
    }
    var returns = view.homing(homing);
    return start(config, view, watch -> () -> {
      returns.close();
      watch.close();
    }, clock);
  }

  /** Starts a gateway on any view of a chain. */
  public static GatewayServer start(GatewayConfig config, ChainView view, Clock clock) {
    return start(config, view, watch -> watch, clock);
  }

  private static GatewayServer start(GatewayConfig config, ChainView view, UnaryOperator<AutoCloseable> closing,
      Clock clock) {
    var limits = config.limits();
    var ids = new Ids(new SecureRandom());
    var filterBounds =
        new Filters.Bounds(limits.work().maxFilters(), MAX_FILTER_ENTRIES, limits.work().filterIdle());
    var feed = new ChainFeed(
        new Filters(filterBounds, clock, ids),
        new Subscriptions(view, ids, limits.sockets().maxSubscriptions()));
    var transport = limits.transport();
    var dispatcher = new Dispatcher(Methods.of(config, view, feed, clock), view, new Dispatcher.Settings(
        transport.maxBatch(), transport.maxDepth(), transport.maxResponseBytes(), config.dev()));
    var server = WebServers.start(
        new WebServers.Address(config.host(), config.port(), config.clientVersion(), config.dev()),
        hosts(config),
        new Origins(config.origins(), config.dev()),
        dispatcher,
        feed.subscriptions(),
        new Budgets(limits.rate().unitsPerSecond(), limits.rate().burst(), clock),
        new WebServers.Bounds(transport.maxBodyBytes(), transport.maxHeaderBytes(),
            bounds(transport.connections()), limits.sockets().maxSockets(), limits.sockets().maxUnsentMessages(),
            limits.sockets().maxUnsentBytes()));
    LOG.info("rpc_started host={} port={} dev={}", config.host(), server.port(), config.dev());
    return new GatewayServer(server, closing.apply(view.watch(feed)));
  }

  private static WebServers.ConnectionBounds bounds(Limits.Connections limits) {
    return new WebServers.ConnectionBounds(limits.max(), limits.maxPerAddress(), limits.maxInHeader(), limits.header(),
        limits.minBodyBytesPerSecond(), limits.idle());
  }

  private static Hosts hosts(GatewayConfig config) {
    var names = new ArrayList<>(config.hosts().isEmpty() ? GatewayConfig.LOCAL_HOSTS : config.hosts());
    names.add(config.host());
    return new Hosts(names);
  }

  public int port() {
    return server.port();
  }

  /** Closes WebSockets, lets requests finish for a moment, and frees the port. */
  @Override
  public void close() {
    try {
      watch.close();
    } catch (Exception failure) { // of a view that is not ours; the port must be freed all the same
      LOG.warn("watch_close_failed", failure);
    }
    server.close();
  }
}
