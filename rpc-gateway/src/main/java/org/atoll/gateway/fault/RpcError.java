package org.atoll.gateway.fault;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.Bytes;

/**
 * The {@code error} member of a response. The codes, and which of them carry {@code data}, are those of
 * go-ethereum where Ethereum has the condition; Atoll's own carry {@code data {code, hint, …}}.
 */
public record RpcError(int code, String message, Data data) {
  public static final int REVERTED = 3;
  public static final int PARSE = -32700;
  public static final int INVALID_REQUEST = -32600;
  public static final int NO_METHOD = -32601;
  public static final int INVALID_PARAMS = -32602;
  public static final int INTERNAL = -32603;
  public static final int SERVER = -32000;
  public static final int LIMIT = -32005;
  public static final int NOT_READY = -32011;

  /** The {@code data} member. */
  public sealed interface Data {
    record None() implements Data {}

    /** Return data of a reverted call, or a transaction's hash: shown as hexadecimal. */
    record Hex(Bytes bytes) implements Data {}

    /**
     * What Atoll's own conditions carry.
     *
     * @param code such as LIMIT
     * @param hint what to do; empty if the message says it all
     * @param details further members, sorted by name
     */
    record Named(String code, String hint, Map<String, String> details) implements Data {
      public Named {
        details = Collections.unmodifiableMap(new TreeMap<>(details));
      }
    }
  }

  public static RpcError of(int code, String message) {
    return new RpcError(code, message, new Data.None());
  }

  public static RpcError named(int code, String name, String message, String hint) {
    return new RpcError(code, message, new Data.Named(name, hint, Map.of()));
  }

  public static RpcError limit(String message, String hint) {
    return named(LIMIT, "LIMIT", message, hint);
  }

  public static RpcError parse() {
    return of(PARSE, "parse error");
  }

  public static RpcError invalidRequest() {
    return of(INVALID_REQUEST, "invalid request");
  }

  public static RpcError noMethod(String name) {
    return of(NO_METHOD, "the method " + name + " does not exist/is not available");
  }

  public static RpcError internal() {
    return of(INTERNAL, "internal error");
  }

  public static RpcError notReady(String message, String hint) {
    return named(NOT_READY, "NOT_READY", message, hint);
  }

  /** A parameter that cannot be what it should; arguments count from 0. */
  public static RpcError argument(int index, String what) {
    return of(INVALID_PARAMS, "invalid argument " + index + ": " + what);
  }

  public static RpcError from(Refusal refusal) {
    return new RpcError(refusal.code(), refusal.message(), data(refusal));
  }

  private static Data data(Refusal refusal) {
    if (refusal.code() == REVERTED) {
      return new Data.Hex(refusal.data());
    }
    return refusal.name().isEmpty()
        ? new Data.None()
        : new Data.Named(refusal.name(), refusal.hint(), refusal.details());
  }

  public RpcException toException() {
    return new RpcException(this);
  }
}
