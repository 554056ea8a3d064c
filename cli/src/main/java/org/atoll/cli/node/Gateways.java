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

  private static GatewayConfig config(String host, int port, boolean dev) {
    return new GatewayConfig(host, port, List.of(), List.of(), dev, Version.client(), Limits.defaults());
  }
}
