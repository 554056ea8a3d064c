package org.atoll.gateway.json;

import java.util.List;
import java.util.Map;

/** A parsed JSON value: small, as parameters are. Immutable. */
public sealed interface Json {
  enum Null implements Json {
    NULL
  }

  record Bool(boolean value) implements Json {}

  /**
   * A number.
   *
   * @param text as it was written, so that a request's id comes back digit by digit
   */
  record Num(String text) implements Json {}

  record Str(String value) implements Json {}

  record Arr(List<Json> items) implements Json {}

  /**
   * An object.
   *
   * @param members in the order written; of a name given twice, the last value
   */
  record Obj(Map<String, Json> members) implements Json {}

  /** What kind of value this is, for error messages. */
  default String kind() {
    return switch (this) {
      case Null n -> "null";
      case Bool b -> "a boolean";
      case Num n -> "a number";
      case Str s -> "a string";
      case Arr a -> "an array";
      case Obj o -> "an object";
    };
  }
}
