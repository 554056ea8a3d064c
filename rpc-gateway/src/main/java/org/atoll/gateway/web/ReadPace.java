package org.atoll.gateway.web;

import java.time.Duration;

/**
 * How fast a client sends its requests. A header has to be whole in a given time from its first byte, the first one
 * of a connection from its start; a body has that time and one second more for each so many bytes. Times are
 * nanoseconds of one monotonic clock. Thread-safe.
 */
final class ReadPace {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private enum Phase {
    HEADER,
    BODY,
    /** The client waits for its answer, or is a WebSocket. */
    ANSWER,
    /** Between two requests. */
    IDLE
  }

  private final long headerNanos;
  private final int minBytesPerSecond;
  // guarded by this
  private Phase phase = Phase.HEADER;
  private long since;
  private long bytes;
  private boolean waiting;

  ReadPace(Duration header, int minBytesPerSecond, long now) {
    this.headerNanos = header.toNanos();
    this.minBytesPerSecond = minBytesPerSecond;
    this.since = now;
  }

  /** The server waits for bytes from now on. */
  synchronized void awaits() {
    waiting = true;
  }

  synchronized void received(int count, long now) {
    waiting = false;
    if (phase == Phase.IDLE) {
      enter(Phase.HEADER, now);
    }
    bytes += count;
  }

  synchronized void headerRead(boolean bodyFollows, long now) {
    enter(bodyFollows ? Phase.BODY : Phase.ANSWER, now);
  }

  synchronized void answered(long now) {
    enter(Phase.IDLE, now);
  }

  private void enter(Phase next, long now) {
    phase = next;
    since = now;
    bytes = 0;
  }

  synchronized boolean isInHeader() {
    return phase == Phase.HEADER;
  }

  /** Whether the server waits, and has waited too long. */
  synchronized boolean isOverdue(long now) {
    long allowed = phase == Phase.BODY ? headerNanos + bytes * NANOS_PER_SECOND / minBytesPerSecond : headerNanos;
    return waiting && (phase == Phase.HEADER || phase == Phase.BODY) && now - since > allowed;
  }
}
