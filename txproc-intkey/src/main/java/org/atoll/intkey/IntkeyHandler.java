package org.atoll.intkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.StateContext;
import org.atoll.sdk.processor.TransactionHandler;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/**
 * Family {@code intkey} 1.0: named numbers that are set once, then raised and lowered. Payload, state and addresses
 * are those of Hyperledger Sawtooth's sample of that name: CBOR {Verb, Name, Value}.
 */
public final class IntkeyHandler implements TransactionHandler {
  public static final FamilyInfo FAMILY = FamilyInfo.of("intkey", "1.0");
  private static final CBORMapper CBOR = CBORMapper.builder().build();
  private static final long MAX_VALUE = (1L << 32) - 1;
  private static final int MAX_NAME = 20;
  private static final long GAS = 1_000;

  @Override
  public FamilyInfo family() {
    return FAMILY;
  }

  @Override
  public Outcome apply(TransactionRequest transaction, StateContext state) {
    JsonNode payload;
    try {
      payload = CBOR.readTree(transaction.payload().unsafeArray());
    } catch (IOException broken) {
      return invalid("payload is not CBOR");
    }
    var name = payload.path("Name").isTextual() ? payload.path("Name").textValue() : "";
    var number = payload.path("Value");
    long value = number.isIntegralNumber() && number.canConvertToLong() ? number.longValue() : -1;
    if (name.isEmpty() || name.length() > MAX_NAME) {
      return invalid("Name has 1 to " + MAX_NAME + " characters, not " + name.length());
    }
    if (value < 0 || value > MAX_VALUE) {
      return invalid("Value is a number from 0 to " + MAX_VALUE);
    }
    var address = address(name);
    var old = state.get(address).map(bytes -> read(bytes).path(name).asLong());
    long next;
    switch (payload.path("Verb").asText("")) {
      case "set" -> {
        if (old.isPresent()) {
          return invalid(name + " is set already");
        }
        next = value;
      }
      case "inc" -> next = old.orElse(-1L) + value;
      case "dec" -> next = old.orElse(-1L) - value;
      default -> {
        return invalid("Verb is set, inc or dec");
      }
    }
    if (old.isEmpty() && !payload.path("Verb").asText("").equals("set")) {
      return invalid(name + " is not set");
    }
    if (next < 0 || next > MAX_VALUE) {
      return invalid("the result " + next + " is not from 0 to " + MAX_VALUE);
    }
    state.set(address, write(Map.of(name, next)));
    return new Outcome.Applied(1, GAS, List.of(), List.of(), Bytes.EMPTY);
  }

  /** Prefix, then the last 32 bytes of SHA-512 of the name. */
  public static Address address(String name) {
    try {
      var digest = MessageDigest.getInstance("SHA-512").digest(name.getBytes(UTF_8));
      return new Address(FAMILY.prefixes().getFirst().concat(Bytes.copyOfRange(digest, 32, 64)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-512", missing);
    }
  }

  /** Payload of a transaction; verb is set, inc or dec. */
  public static Bytes payload(String verb, String name, long value) {
    return write(Map.of("Verb", verb, "Name", name, "Value", value));
  }

  private static Outcome invalid(String why) {
    return new Outcome.Invalid(Refusal.of(-32000, "intkey: " + why));
  }

  private static JsonNode read(Bytes value) {
    try {
      return CBOR.readTree(value.unsafeArray());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Bytes write(Map<String, ?> map) {
    try {
      return Bytes.wrap(CBOR.writeValueAsBytes(map));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
