package org.atoll.gateway.rpc;

import java.math.BigInteger;
import org.atoll.gateway.json.JsonOut;
import org.atoll.sdk.value.Bytes;

/** The {@code result} of a request: writes exactly one JSON value, when the response is put together. */
@FunctionalInterface
public interface Result {
  Result NULL = JsonOut::nothing;

  void write(JsonOut out);

  /** Bytes it may take beyond what a response may otherwise have. */
  default int extraBytes() {
    return 0;
  }

  static Result of(boolean value) {
    return out -> out.bool(value);
  }

  static Result of(String value) {
    return out -> out.string(value);
  }

  static Result data(Bytes value) {
    return out -> out.data(value);
  }

  static Result quantity(long value) {
    return out -> out.quantity(value);
  }

  static Result quantity(BigInteger value) {
    return out -> out.quantity(value);
  }
}
