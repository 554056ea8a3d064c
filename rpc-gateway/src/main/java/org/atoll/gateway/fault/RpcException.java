package org.atoll.gateway.fault;

/**
 * Ends a request with an error the client is shown. A value would be Atoll's habit, but every method reads
 * several parameters that may each be wrong, and the request boundary is the one place that cares. Has no
 * stack trace, so it costs little.
 */
public final class RpcException extends RuntimeException {
  private final transient RpcError error;

  public RpcException(RpcError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  public RpcError error() {
    return error;
  }
}
