package org.atoll.gateway.rpc;

/** A WebSocket as methods see it: where subscriptions send. Thread-safe; no method waits. */
public interface Socket {
  /** Queues a text; if there is no room the socket closes instead. */
  void send(byte[] text);

  /** Closes it with a WebSocket status code; what is queued may be lost. */
  void close(int code, String reason);
}
