package org.atoll.sdk.processor;

import java.util.Map;
import org.atoll.sdk.value.Bytes;

/**
 * Why something was not accepted, in the words the client is shown.
 *
 * @param code JSON-RPC error code, negative; 3 for revert data
 * @param data revert data for code 3, else empty
 * @param name short name such as NONCE_GAP for {@code error.data.code}; empty for Ethereum's own conditions
 * @param hint what to do about it; empty if the message says it all
 * @param details further members of {@code error.data}
 * @param retry whether the same transaction may be accepted later
 */
public record Refusal(int code, String message, Bytes data, String name, String hint, Map<String, String> details,
    boolean retry) {
  public Refusal {
    details = Map.copyOf(details);
  }

  public static Refusal of(int code, String message) {
    return new Refusal(code, message, Bytes.EMPTY, "", "", Map.of(), false);
  }

  public static Refusal named(int code, String name, String message, String hint) {
    return new Refusal(code, message, Bytes.EMPTY, name, hint, Map.of(), false);
  }

  public Refusal withData(Bytes newData) {
    return new Refusal(code, message, newData, name, hint, details, retry);
  }

  public Refusal with(String key, String value) {
    var more = new java.util.TreeMap<>(details);
    more.put(key, value);
    return new Refusal(code, message, data, name, hint, more, retry);
  }

  public Refusal retryable() {
    return new Refusal(code, message, data, name, hint, details, true);
  }
}
