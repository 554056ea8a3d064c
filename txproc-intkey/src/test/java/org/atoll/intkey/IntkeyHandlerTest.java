package org.atoll.intkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.StateContext;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IntkeyHandlerTest {
  private static final long MAX = (1L << 32) - 1;
  private static final BlockContext BLOCK = new BlockContext(1, 1_000, 1, Bytes.EMPTY, EvmAddress.ZERO, 1, BigInteger.ZERO,
      Hash32.ZERO, 0, BlockId.NONE, Map.of());

  /** State in a map. */
  private static final class State implements StateContext {
    private final Map<Address, Bytes> values = new HashMap<>();

    @Override
    public Optional<Bytes> get(Address address) {
      return Optional.ofNullable(values.get(address));
    }

    @Override
    public Map<Address, Bytes> get(List<Address> addresses) {
      var found = new LinkedHashMap<Address, Bytes>();
      addresses.forEach(address -> get(address).ifPresent(value -> found.put(address, value)));
      return found;
    }

    @Override
    public void set(Address address, Bytes value) {
      values.put(address, value);
    }

    @Override
    public void delete(Address address) {
      values.remove(address);
    }
  }

  private final IntkeyHandler handler = new IntkeyHandler();
  private final State state = new State();

  private Outcome apply(Bytes payload) {
    return handler.apply(new TransactionRequest(new TransactionId(Bytes.wrap(new byte[32])),
        TransactionRequest.Format.NATIVE, Bytes.EMPTY, payload, Bytes.EMPTY, BLOCK), state);
  }

  private Outcome apply(String verb, String name, long value) {
    return apply(IntkeyHandler.payload(verb, name, value));
  }

  private void refused(Bytes payload, String message) {
    var before = Map.copyOf(state.values);
    assertThat(apply(payload)).isInstanceOfSatisfying(Outcome.Invalid.class, invalid ->
        assertThat(invalid.refusal().message()).isEqualTo("intkey: " + message));
    assertThat(state.values).isEqualTo(before);
  }

  @Test
  void setRaiseLower() throws IOException {
    assertThat(apply("set", "a", 10)).isEqualTo(new Outcome.Applied(1, 1_000, List.of(), List.of(), Bytes.EMPTY));
    assertThat(value("a")).isEqualTo(10);
    apply("inc", "a", 7);
    assertThat(value("a")).isEqualTo(17);
    apply("dec", "a", 17);
    assertThat(value("a")).isZero();
    assertThat(state.values).containsOnlyKeys(IntkeyHandler.address("a"));
  }

  private long value(String name) throws IOException {
    var map = new CBORMapper().readTree(state.values.get(IntkeyHandler.address(name)).toArray());
    assertThat(map.size()).isEqualTo(1);
    return map.get(name).asLong();
  }

  @ParameterizedTest
  @CsvSource({"set, abcdefghijklmnopqrstu, 1, 'Name has 1 to 20 characters, not 21'", "set, '', 1, 'Name has 1 to 20 characters, not 0'",
      "set, a, -1, Value is a number from 0 to 4294967295", "set, a, 4294967296, Value is a number from 0 to 4294967295",
      "mul, a, 1, 'Verb is set, inc or dec'", "'', a, 1, 'Verb is set, inc or dec'", "inc, a, 1, a is not set",
      "dec, a, 1, a is not set"})
  void mistakesAreNamed(String verb, String name, long value, String message) {
    refused(IntkeyHandler.payload(verb, name, value), message);
  }

  @Test
  void aNameIsSetOnce() {
    apply("set", "a", 1);
    refused(IntkeyHandler.payload("set", "a", 2), "a is set already");
  }

  @Test
  void resultsStayInRange() {
    apply("set", "a", MAX);
    refused(IntkeyHandler.payload("inc", "a", 1), "the result 4294967296 is not from 0 to 4294967295");
    apply("set", "b", 0);
    refused(IntkeyHandler.payload("dec", "b", 1), "the result -1 is not from 0 to 4294967295");
    assertThat(apply("inc", "a", 0)).isInstanceOf(Outcome.Applied.class);
  }

  @ParameterizedTest
  @CsvSource({
      "a3645665726263736574644e616d6561616556616c7565613 5, Value as text",
      "a3645665726263736574644e616d6561616556616c7565f93c00, Value 1.0",
      "a3645665726263736574644e616d6561616556616c7565c249010000000000000005, Value 2^64 + 5",
      "a3645665726263736574644e616d6561616556616c7565f6, Value null"})
  void valuesAreWholeNumbers(String payload, String what) {
    refused(Bytes.fromHex(payload.replace(" ", "")), "Value is a number from 0 to 4294967295");
  }

  @Test
  void namesAreTexts() {
    refused(Bytes.fromHex("a3645665726263736574644e616d65056556616c756501"), "Name has 1 to 20 characters, not 0");
    refused(Bytes.fromHex("a26456657262637365746556616c756501"), "Name has 1 to 20 characters, not 0");
  }

  @Test
  void whateverThePayload_itIsJudgedAndNothingBreaks() {
    apply("set", "a", 5);
    Seeds.forEachSeed(3_000, random -> {
      var payload = random.nextBoolean() ? Seeds.bytes(random, random.nextInt(40))
          : IntkeyHandler.payload("inc", "a", 1).toArray();
      if (payload.length > 0) {
        payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
      }
      assertThat(apply(Bytes.wrap(payload))).isNotNull();
    });
    refused(Bytes.fromHex("ff"), "payload is not CBOR");
    refused(Bytes.EMPTY, "Name has 1 to 20 characters, not 0");
  }

  /** From Sawtooth's documentation of the family: prefix of sha512("intkey"), last 64 digits of sha512(name). */
  @Test
  void addressesAreThoseOfSawtooth() {
    assertThat(IntkeyHandler.FAMILY.prefixes()).containsExactly(Bytes.fromHex("1cf126"));
    assertThat(IntkeyHandler.address("foo").toString()).startsWith("1cf126").hasSize(70);
  }
}
