package org.atoll.gossip;

/**
 * Where a node listens.
 *
 * @param host IPv4 or IPv6 literal (without brackets) or a DNS name, 1 to 253 characters
 * @param port 0 to 65 535; 0 stands for "any free one" where a node binds
 */
public record Endpoint(String host, int port) implements Comparable<Endpoint> {
  private static final int MAX_HOST = 253;

  public Endpoint {
    if (host.isEmpty() || host.length() > MAX_HOST || !host.chars().allMatch(Endpoint::mayStandInHost)) {
      throw new IllegalArgumentException("not a host: " + (host.length() > MAX_HOST ? "too long" : host));
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535: " + port);
    }
  }

  /**
   * Parses {@code host:port} or {@code [v6]:port}.
   *
   * @throws IllegalArgumentException when it is not that
   */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("host:port expected: " + text);
    }
    var host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (!bracketed && host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("an IPv6 address needs brackets: " + text);
    }
    var digits = text.substring(colon + 1);
    if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("not a port: " + text);
    }
    return new Endpoint(bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(digits));
  }

  public Endpoint withPort(int other) {
    return new Endpoint(host, other);
  }

  @Override
  public int compareTo(Endpoint other) {
    int byHost = host.compareTo(other.host);
    return byHost != 0 ? byHost : Integer.compare(port, other.port);
  }

  /** As {@link #parse} takes it. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  private static boolean mayStandInHost(int c) {
    return (c < 128 && Character.isLetterOrDigit(c)) || ".-:_%".indexOf(c) >= 0;
  }
}
