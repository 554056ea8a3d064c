package org.atoll.gateway.rpc;

import java.util.List;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.json.Json;

/** A JSON value read as a request. */
sealed interface Request {
  /** The id to answer with; null if there is none to repeat. */
  Json id();

  /**
   * A request for a method.
   *
   * @param silent whether it has no id, so that no answer is expected
   */
  record Valid(Json id, boolean silent, String method, List<Json> params) implements Request {}

  record Invalid(Json id, RpcError error) implements Request {}

  static Request read(Json value) {
    if (!(value instanceof Json.Obj object)) {
      return new Invalid(Json.Null.NULL, RpcError.invalidRequest());
    }
    var id = object.members().get("id");
    Json answerTo = id == null ? Json.Null.NULL : id;
    boolean validId = switch (answerTo) {
      case Json.Null n -> true;
      case Json.Str s -> true;
      case Json.Num n -> true;
      case Json.Bool b -> false;
      case Json.Arr a -> false;
      case Json.Obj o -> false;
    };
    if (!validId) {
      return new Invalid(Json.Null.NULL, RpcError.invalidRequest());
    }
    if (!(object.members().get("jsonrpc") instanceof Json.Str(var version))
        || !version.equals("2.0")
        || !(object.members().get("method") instanceof Json.Str(var method))) {
      return new Invalid(answerTo, RpcError.invalidRequest());
    }
    var params = object.members().get("params");
    if (params == null || params == Json.Null.NULL) {
      return new Valid(answerTo, id == null, method, List.of());
    }
    return params instanceof Json.Arr(var items)
        ? new Valid(answerTo, id == null, method, items)
        : new Invalid(answerTo, RpcError.of(RpcError.INVALID_PARAMS, "non-array args"));
  }
}
