package org.atoll.sdk.transport;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a validator serves one of its services: on a socket of its machine, or over TCP with mutual TLS. */
public sealed interface GrpcEndpoint {
  int MAX_PORT = 65_535;

  /** Written {@code unix:PATH}, or the path alone. */
  record Unix(Path socket) implements GrpcEndpoint {
    @Override
    public String toString() {
      return "unix:" + socket;
    }
  }

  /**
   * Written {@code tls://HOST:PORT}.
   *
   * @param host DNS name, IPv4 or IPv6 literal (without brackets)
   * @param port 0 to 65 535; 0 stands for "any free one" where a validator listens
   */
  record Tls(String host, int port) implements GrpcEndpoint {
    public Tls {
      if (host.isEmpty() || port < 0 || port > MAX_PORT) {
        throw new IllegalArgumentException("no host and port: " + host + ":" + port);
      }
    }

    @Override
    public String toString() {
      return "tls://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** @throws IllegalArgumentException saying what is expected */
  static GrpcEndpoint parse(String text) {
    if (text.startsWith("tls:")) {
      return parseTls(text);
    }
    if (text.startsWith("unix:")) {
      return new Unix(Path.of(text.substring("unix:".length())));
    }
    if (text.isEmpty() || text.matches("[a-z]+://.*") || text.matches("[^/]+:\\d+")) {
      throw new IllegalArgumentException("\"" + text + "\" is neither a socket (unix:PATH) nor tls://HOST:PORT; there is "
          + "no connection without TLS but on the same machine");
    }
    return new Unix(Path.of(text));
  }

  /** @throws IllegalArgumentException saying what is expected */
  static Tls parseTls(String text) {
    var match = Pattern.compile("tls://(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9.-]+)):(\\d{1,5})").matcher(text);
    if (!match.matches() || Integer.parseInt(match.group(3)) > MAX_PORT) {
      throw new IllegalArgumentException("\"" + text + "\" is not tls://HOST:PORT");
    }
    return new Tls(match.group(1) == null ? match.group(2) : match.group(1), Integer.parseInt(match.group(3)));
  }
}
