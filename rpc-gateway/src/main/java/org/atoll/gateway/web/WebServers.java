package org.atoll.gateway.web;

import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.webserver.websocket.WsUpgrader;
import java.time.Duration;
import org.atoll.gateway.feed.Subscriptions;
import org.atoll.gateway.rpc.Dispatcher;

/** Runs HTTP and WebSocket on one port. */
public final class WebServers {
  /**
   * Limits of the transport.
   *
   * @param maxBodyBytes of a request, by HTTP or WebSocket
   * @param maxUnsentMessages notifications that may wait for one WebSocket
   * @param maxUnsentBytes the same in bytes
   */
  public record Bounds(int maxBodyBytes, int maxHeaderBytes, ConnectionBounds connections, int maxSockets,
      int maxUnsentMessages, int maxUnsentBytes) {}

  /**
   * Limits of connections.
   *
   * @param maxPerAddress of one remote address; clients on this machine have only the limit of all
   * @param maxInHeader of all remote addresses whose request's header is not whole yet
   * @param header time it has for that
   * @param minBodyBytesPerSecond of a body, after as much time as a header has
   * @param idle time after which a connection without traffic is closed
   */
  public record ConnectionBounds(int max, int maxPerAddress, int maxInHeader, Duration header,
      int minBodyBytesPerSecond, Duration idle) {}

  /**
   * How the server presents itself.
   *
   * @param port 0: any free one
   */
  public record Address(String host, int port, String clientVersion, boolean development) {}

  /** Connections that may be told at the same time that there are too many. */
  private static final int MAX_REFUSED_AT_ONCE = 256;

  private WebServers() {}

  /** A server that runs. */
  public interface Running extends AutoCloseable {
    int port();

    @Override
    void close();
  }

  /** Starts a server; throws IllegalStateException or UncheckedIOException if the port cannot be had. */
  public static Running start(Address address, Hosts hosts, Origins origins, Dispatcher dispatcher,
      Subscriptions subscriptions, Budgets budgets, Bounds bounds) {
    var gate = new Gate(hosts, origins);
    var page = LandingPage.of(address.clientVersion(), address.development());
    var http = new HttpFront(gate, dispatcher, budgets, page, bounds.maxBodyBytes());
    var sockets = new SocketFront(gate, dispatcher, budgets, subscriptions, bounds);
    var connections = new Connections(bounds.connections());
    var webSockets = WsConfig.builder().maxFrameLength(bounds.maxBodyBytes()).build();
    connections.start(Http1ConnectionSelector.builder()
        .config(Http1Config.builder()
            .maxHeadersSize(bounds.maxHeaderBytes())
            .addReceiveListener(connections)
            .addSendListener(connections.answers())
            .build())
        .addUpgrader(WsUpgrader.create(webSockets))
        .build());
    var idle = bounds.connections().idle();
    var server = WebServer.builder()
        .host(address.host())
        .port(address.port())
        .shutdownHook(false)
        .featuresDiscoverServices(false)
        .protocolsDiscoverServices(false)
        .addConnectionSelector(connections)
        .addProtocol(webSockets) // where its connections look for it
        .maxTcpConnections(bounds.connections().max() + MAX_REFUSED_AT_ONCE)
        .maxPayloadSize(bounds.maxBodyBytes() + HttpFront.MAX_DISCARDED_BYTES) // closes at once, unlike HttpFront
        .idleConnectionTimeout(idle)
        .connectionOptions(socket -> socket.readTimeout(idle).tcpNoDelay(true))
        .shutdownGracePeriod(Duration.ofMillis(500))
        .contentEncoding(ContentEncodingContext.builder().contentEncodingsDiscoverServices(false).build())
        .routing(HttpRouting.builder().any(http::handle))
        .addRouting(WsRouting.builder().endpoint("/", () -> new SocketSession(sockets)))
        .build()
        .start();
    return new Running() {
      @Override
      public int port() {
        return server.port();
      }

      @Override
      public void close() {
        sockets.closeAll();
        server.stop();
        connections.close();
      }
    };
  }
}
