package org.atoll.gateway;

import java.util.List;

/**
 * How a gateway presents itself.
 *
 * @param host name or address to listen on
 * @param port 0: any free one
 * @param hosts names a request's Host header may carry, without port; empty: {@link #LOCAL_HOSTS}. The host
 *     listened on is always allowed; {@code *} allows all
 * @param origins of pages that may call from a browser; {@code *} allows all. Development mode also allows
 *     pages of this machine and browser extensions
 * @param dev whether to offer development methods and manners
 * @param clientVersion such as {@code Atoll/v0.1.0/java25}
 */
public record GatewayConfig(String host, int port, List<String> hosts, List<String> origins, boolean dev,
    String clientVersion, Limits limits) {
  public static final List<String> LOCAL_HOSTS = List.of("localhost", "127.0.0.1", "[::1]");

  public GatewayConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("no such port: " + port);
    }
    hosts = List.copyOf(hosts);
    origins = List.copyOf(origins);
  }

  /** On this machine only, with the usual limits. */
  public static GatewayConfig local(int port, boolean dev, String clientVersion) {
    return new GatewayConfig("127.0.0.1", port, List.of(), List.of(), dev, clientVersion, Limits.defaults());
  }
}
