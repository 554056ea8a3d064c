package org.atoll.seth.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.value.Bytes;

/** What Solidity puts into revert data: Error(string) and Panic(uint256), in go-ethereum's words. */
final class RevertReason {
  private static final Bytes ERROR = Bytes.fromHex("08c379a0");
  private static final Bytes PANIC = Bytes.fromHex("4e487b71");
  private static final Map<Integer, String> PANICS = Map.ofEntries(
      Map.entry(0x00, "generic panic"),
      Map.entry(0x01, "assert(false)"),
      Map.entry(0x11, "arithmetic underflow or overflow"),
      Map.entry(0x12, "division or modulo by zero"),
      Map.entry(0x21, "enum overflow"),
      Map.entry(0x22, "invalid encoded storage byte array accessed"),
      Map.entry(0x31, "out-of-bounds array access; popping on an empty array"),
      Map.entry(0x32, "out-of-bounds access of an array or bytesN"),
      Map.entry(0x41, "out of memory"),
      Map.entry(0x51, "uninitialized function"));

  private RevertReason() {}

  /** Empty when the data is neither. */
  static Optional<String> of(Bytes data) {
    if (data.startsWith(ERROR)) {
      return string(data);
    }
    if (data.startsWith(PANIC) && data.size() >= 36) {
      var code = word(data, 4);
      var known = code.bitLength() < 16 ? PANICS.get(code.intValue()) : null;
      return Optional.of(known == null ? "unknown panic code: 0x" + code.toString(16) : known);
    }
    return Optional.empty();
  }

  /** The one argument, a string: offset, length, bytes. */
  private static Optional<String> string(Bytes data) {
    if (data.size() < 68) {
      return Optional.empty();
    }
    var offset = word(data, 4);
    if (offset.bitLength() > 24 || 4 + offset.intValue() + 32 > data.size()) {
      return Optional.empty();
    }
    int at = 4 + offset.intValue();
    var length = word(data, at);
    if (length.bitLength() > 30 || at + 32 + length.intValue() > data.size()) {
      return Optional.empty();
    }
    return Optional.of(new String(data.unsafeArray(), at + 32, length.intValue(), UTF_8));
  }

  private static BigInteger word(Bytes data, int at) {
    return new BigInteger(1, data.unsafeArray(), at, 32);
  }
}
