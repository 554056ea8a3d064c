package org.atoll.cli.config;

import java.util.List;
import org.atoll.sdk.transport.GrpcEndpoint;

/** Where a service is listened for: on its socket in {@code run/}, over TLS, both or nowhere. */
public record Listen(boolean onSocket, List<GrpcEndpoint.Tls> overTls) {
  public Listen {
    overTls = List.copyOf(overTls);
  }

  static Listen parse(String text) {
    var items = Parse.list(text, item -> item);
    if (items.equals(List.of("off"))) {
      return new Listen(false, List.of());
    }
    if (items.isEmpty()) {
      throw new IllegalArgumentException("unix, tls://HOST:PORT, both with a comma between, or off expected");
    }
    return new Listen(items.contains("unix"),
        items.stream().filter(item -> !item.equals("unix")).map(Listen::overTls).toList());
  }

  private static GrpcEndpoint.Tls overTls(String item) {
    try {
      return GrpcEndpoint.parseTls(item);
    } catch (IllegalArgumentException other) {
      throw new IllegalArgumentException("unix, tls://HOST:PORT, both with a comma between, or off expected; there is no "
          + "connection without TLS but on the same machine", other);
    }
  }
}
