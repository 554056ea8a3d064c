package org.atoll.gateway.rpc;

import java.math.BigInteger;
import org.atoll.gateway.json.Json;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/** Reads Ethereum's hexadecimal forms as strictly, and with the words, go-ethereum does. */
public final class Hex {
  private Hex() {}

  /** A value is not of the form asked for; its message says what is wrong. */
  public static final class Malformed extends Exception {
    private final String what;

    public Malformed(String what) {
      super(what, null, false, false);
      this.what = what;
    }

    public String what() {
      return what;
    }
  }

  /** Reads one value. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(Json value) throws Malformed;
  }

  public static String text(Json value) throws Malformed {
    if (value instanceof Json.Str(var string)) {
      return string;
    }
    throw new Malformed("expected a string, got " + value.kind());
  }

  public static boolean bool(Json value) throws Malformed {
    if (value instanceof Json.Bool(var flag)) {
      return flag;
    }
    throw new Malformed("expected a boolean, got " + value.kind());
  }

  public static Json.Obj object(Json value) throws Malformed {
    if (value instanceof Json.Obj object) {
      return object;
    }
    throw new Malformed("expected an object, got " + value.kind());
  }

  private static String digits(Json value) throws Malformed {
    var text = text(value);
    if (text.isEmpty()) {
      throw new Malformed("empty hex string");
    }
    if (!text.startsWith("0x") && !text.startsWith("0X")) {
      throw new Malformed("hex string without 0x prefix");
    }
    return text.substring(2);
  }

  /** Any bytes, two digits each. */
  public static Bytes data(Json value) throws Malformed {
    return bytes(digits(value));
  }

  private static Bytes bytes(String digits) throws Malformed {
    int length = digits.length();
    if (length % 2 != 0) {
      throw new Malformed("hex string of odd length");
    }
    var bytes = new byte[length / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = digit(digits.charAt(2 * i));
      int low = digit(digits.charAt(2 * i + 1));
      if ((high | low) < 0) {
        throw new Malformed("invalid hex string");
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return Bytes.wrap(bytes);
  }

  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return c < 128 && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static Bytes fixed(Json value, int size, String what) throws Malformed {
    var bytes = data(value);
    if (bytes.size() != size) {
      throw new Malformed("hex string has length " + 2 * bytes.size() + ", want " + 2 * size + " for " + what);
    }
    return bytes;
  }

  public static EvmAddress address(Json value) throws Malformed {
    return new EvmAddress(fixed(value, EvmAddress.SIZE, "an address"));
  }

  public static Hash32 hash(Json value) throws Malformed {
    return new Hash32(fixed(value, Hash32.SIZE, "a hash"));
  }

  /** A number without leading zeros, unsigned 64 bits. */
  public static long quantity(Json value) throws Malformed {
    var digits = quantityDigits(value);
    if (digits.length() > 16) {
      throw new Malformed("hex number > 64 bits");
    }
    return Long.parseUnsignedLong(digits, 16);
  }

  /** A number without leading zeros, unsigned 256 bits. */
  public static BigInteger bigQuantity(Json value) throws Malformed {
    var digits = quantityDigits(value);
    if (digits.length() > 64) {
      throw new Malformed("hex number > 256 bits");
    }
    return new BigInteger(digits, 16);
  }

  private static String quantityDigits(Json value) throws Malformed {
    var digits = digits(value);
    if (digits.isEmpty()) {
      throw new Malformed("hex string \"0x\"");
    }
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      throw new Malformed("hex number with leading zero digits");
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digit(digits.charAt(i)) < 0) {
        throw new Malformed("invalid hex string");
      }
    }
    return digits;
  }

  /** A quantity, or a JSON number or decimal text that is a whole number of 0 or more. */
  public static long looseQuantity(Json value) throws Malformed {
    var decimal = switch (value) {
      case Json.Num(var text) -> text;
      case Json.Str(var text) -> text;
      case Json.Null n -> "";
      case Json.Bool b -> "";
      case Json.Arr a -> "";
      case Json.Obj o -> "";
    };
    if (decimal.isEmpty() || decimal.length() > 18 || !decimal.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return quantity(value);
    }
    return Long.parseLong(decimal);
  }

  /** A storage slot: up to 32 bytes, padded on the left to 32. */
  public static Bytes slot(Json value) throws Malformed {
    var text = text(value);
    var digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
    Bytes bytes;
    try {
      bytes = bytes(digits.length() % 2 == 0 ? digits : "0" + digits);
    } catch (Malformed notHex) {
      throw new Malformed("invalid hex in storage key: \"" + clip(text) + "\"");
    }
    if (bytes.size() > Hash32.SIZE) {
      throw new Malformed("storage key too long (want at most 32 bytes): \"" + clip(text) + "\"");
    }
    var padded = new byte[Hash32.SIZE];
    System.arraycopy(bytes.unsafeArray(), 0, padded, Hash32.SIZE - bytes.size(), bytes.size());
    return Bytes.wrap(padded);
  }

  /** Keeps error messages short whatever was sent. */
  private static String clip(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
