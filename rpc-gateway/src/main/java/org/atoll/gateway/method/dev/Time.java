package org.atoll.gateway.method.dev;

import org.atoll.gateway.fault.RpcError;

/** Turns a client's seconds into the chain's milliseconds. */
final class Time {
  private static final long MAX_SECONDS = 1L << 40;

  private Time() {}

  static long millis(int argument, long seconds) {
    if (seconds < 0 || seconds > MAX_SECONDS) {
      throw RpcError.argument(argument, "more seconds than time has").toException();
    }
    return seconds * 1_000;
  }
}
