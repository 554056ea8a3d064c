package org.atoll.gateway;

import java.time.Duration;

/** What a gateway lets its clients do. */
public record Limits(Transport transport, Work work, Sockets sockets, Rate rate) {
  /**
   * Limits of texts and connections.
   *
   * @param maxBodyBytes of a request
   * @param maxDepth of nesting in it
   * @param maxBatch requests in a batch
   * @param maxResponseBytes of a response, batches included
   */
  public record Transport(int maxBodyBytes, int maxDepth, int maxBatch, int maxResponseBytes, int maxHeaderBytes,
      Connections connections) {}

  /**
   * Limits of connections, WebSockets included.
   *
   * @param maxPerAddress of one remote address; clients on this machine have only the limit of all
   * @param maxInHeader of all remote addresses whose request's header is not whole yet
   * @param header time it has for that
   * @param minBodyBytesPerSecond of a body, after as much time as a header has
   * @param idle time after which a connection without traffic is closed
   */
  public record Connections(int max, int maxPerAddress, int maxInHeader, Duration header, int minBodyBytesPerSecond,
      Duration idle) {}

  /**
   * Limits of what a request may cost.
   *
   * @param callGas of a call or estimate
   * @param maxLogs in one answer
   * @param maxLogBlocks one search may cover
   * @param maxFilters at the same time
   * @param filterIdle time after which a filter that is not polled is forgotten
   */
  public record Work(long callGas, Duration callTimeout, int maxLogs, int maxLogBlocks, int maxFilters,
      Duration filterIdle) {}

  /**
   * Limits of WebSockets.
   *
   * @param maxSubscriptions of one of them
   * @param maxUnsentMessages notifications that may wait for a slow client
   * @param maxUnsentBytes the same in bytes
   */
  public record Sockets(int maxSockets, int maxSubscriptions, int maxUnsentMessages, int maxUnsentBytes) {}

  /**
   * What a remote address may ask; clients on this machine are not counted. A read costs 1 unit, a call 10,
   * a search for logs 50.
   *
   * @param burst units a client that was quiet has saved
   */
  public record Rate(int unitsPerSecond, int burst) {}

  public static Limits defaults() {
    return new Limits(
        new Transport(5 << 20, 32, 100, 25 << 20, 16 << 10,
            new Connections(1_000, 100, 256, Duration.ofSeconds(10), 1 << 10, Duration.ofSeconds(60))),
        new Work(50_000_000, Duration.ofSeconds(5), 10_000, 5_000, 100, Duration.ofMinutes(5)),
        new Sockets(500, 100, 1_024, 4 << 20),
        new Rate(1_000, 2_000));
  }
}
