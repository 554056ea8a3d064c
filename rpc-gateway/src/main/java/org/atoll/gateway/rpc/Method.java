package org.atoll.gateway.rpc;

import java.util.concurrent.CompletableFuture;

/** One JSON-RPC method. Thread-safe. */
public interface Method {
  Description description();

  /**
   * Starts to answer; must not block. Throws, or fails its result with,
   * {@link org.atoll.gateway.fault.RpcException} to answer an error.
   */
  CompletableFuture<Result> call(Call call);

  /** Whether it changes something. In a batch, what comes later waits until such calls are done. */
  default boolean writes() {
    return false;
  }

  /** What it costs a client that has a budget. */
  default Cost cost() {
    return Cost.READ;
  }

  /** Who may call it. */
  default Audience audience() {
    return Audience.EVERYONE;
  }

  /** Who may call a method; for all others it does not exist. */
  enum Audience {
    EVERYONE,
    /** Requests over WebSocket. */
    SOCKETS
  }
}
