package org.atoll.cli.evm;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Optional;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * Reads the members of Ethereum's test files in all the forms twelve years have left: numbers padded, empty, decimal,
 * or marked {@code 0x:bigint}; bytes with and without {@code 0x}.
 */
final class Fields {
  private static final String BIG = "0x:bigint ";

  private Fields() {}

  /** The member; absent also when it is null. */
  static Optional<JsonNode> member(JsonNode object, String name) {
    var node = object.get(name);
    return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
  }

  static JsonNode required(JsonNode object, String name) throws BadStateTest {
    return member(object, name).orElseThrow(() -> new BadStateTest("it has no " + name));
  }

  static BigInteger number(JsonNode node) throws BadStateTest {
    return number(node.asText());
  }

  static BigInteger number(JsonNode object, String name) throws BadStateTest {
    return number(required(object, name));
  }

  /** The member's number; {@code otherwise} if it is absent. */
  static BigInteger number(JsonNode object, String name, BigInteger otherwise) throws BadStateTest {
    var node = member(object, name);
    return node.isEmpty() ? otherwise : number(node.get());
  }

  /** A number of any size, 0 or more. */
  static BigInteger number(String text) throws BadStateTest {
    var digits = text.startsWith(BIG) ? text.substring(BIG.length()) : text;
    boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
    if (hex) {
      digits = digits.substring(2);
    }
    if (digits.isEmpty()) {
      return BigInteger.ZERO;
    }
    try {
      var number = new BigInteger(digits, hex ? 16 : 10);
      if (number.signum() >= 0) {
        return number;
      }
    } catch (NumberFormatException notANumber) { // told below
    }
    throw new BadStateTest("'" + text + "' is not a number");
  }

  static Bytes bytes(String text) throws BadStateTest {
    try {
      return Bytes.fromHex(text);
    } catch (IllegalArgumentException notHex) {
      throw new BadStateTest("'" + clipped(text) + "' is not hexadecimal");
    }
  }

  static EvmAddress address(String text) throws BadStateTest {
    var bytes = bytes(text);
    if (bytes.size() != EvmAddress.SIZE) {
      throw new BadStateTest("'" + clipped(text) + "' is not an address");
    }
    return new EvmAddress(bytes);
  }

  static Hash32 hash(JsonNode node) throws BadStateTest {
    var bytes = bytes(node.asText());
    if (bytes.size() != Hash32.SIZE) {
      throw new BadStateTest("'" + clipped(node.asText()) + "' is not a hash");
    }
    return new Hash32(bytes);
  }

  /** 32 bytes, big-endian. */
  static Bytes word(BigInteger number) throws BadStateTest {
    if (number.bitLength() > 256) {
      throw new BadStateTest("0x" + number.toString(16) + " has more than 256 bits");
    }
    var minimal = minimal(number);
    return Bytes.wrap(new byte[32 - minimal.size()]).concat(minimal);
  }

  /** Big-endian without leading zeros; nothing for 0. */
  static Bytes minimal(BigInteger number) {
    var bytes = number.toByteArray();
    return Bytes.copyOfRange(bytes, bytes[0] == 0 ? 1 : 0, bytes.length);
  }

  private static String clipped(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
