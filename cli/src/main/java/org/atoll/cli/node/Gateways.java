package org.atoll.cli.node;

import java.util.List;
import org.atoll.gateway.GatewayConfig;
import org.atoll.gateway.Limits;

/** The gateways this command line starts. */
public final class Gateways {
  private Gateways() {}

  /** With development methods; pages of this machine may call it. */
  public static GatewayConfig dev(String host, int port) {
    return config(host, port, true);
  }

  public static GatewayConfig plain(String host, int port) {
    return config(host, port, false);
  }

  /**
   * @param hosts names a request's Host header may carry; empty: those of this machine
   * @param origins pages that may call from a browser
   */
  public static GatewayConfig with(String host, int port, List<String> hosts, List<String> origins) {
    return new GatewayConfig(host, port, hosts, origins, false, Version.client(), Limits.defaults());
  }

  private static GatewayConfig config(String host, int port, boolean dev) {
    return new GatewayConfig(host, port, List.of(), List.of(), dev, Version.client(), Limits.defaults());
  }
}
