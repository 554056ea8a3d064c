package org.atoll.sdk.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.atoll.sdk.testing.Conformance;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RlpTest {
  @Test
  void passesTheOfficialTests() {
    var archive = Conformance.file("basic/basic.zip");
    assumeTrue(archive.isPresent(), Conformance.MISSING);
    var seen = new ArrayList<String>();
    Conformance.forEachEntry(archive.get(), "RLPTests/", (file, content) ->
        Json.parse(content).properties().forEach(test -> {
          seen.add(test.getKey());
          check(test.getKey(), test.getValue().get("in"), Bytes.fromHex(test.getValue().get("out").asText()));
        }));
    assertThat(seen).hasSizeGreaterThan(40);
  }

  private static void check(String name, JsonNode in, Bytes out) {
    if (in.asText().equals("INVALID")) {
      assertThatThrownBy(() -> decode(out)).as(name).isInstanceOf(RlpException.class);
    } else if (in.asText().equals("VALID")) {
      assertThat(encode(decodeOrFail(out))).as(name).isEqualTo(out);
    } else {
      var item = item(in);
      assertThat(encode(item)).as(name).isEqualTo(out);
      assertThat(decodeOrFail(out)).as(name).isEqualTo(item);
    }
  }

  private static Object item(JsonNode in) {
    if (in.isArray()) {
      var items = new ArrayList<Object>();
      in.forEach(one -> items.add(item(one)));
      return items;
    }
    if (in.isNumber()) {
      return number(in.bigIntegerValue());
    }
    var text = in.asText();
    return text.startsWith("#")
        ? number(new BigInteger(text.substring(1)))
        : Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Bytes number(BigInteger number) {
    var bytes = number.toByteArray();
    return Bytes.copyOfRange(bytes, bytes[0] == 0 ? 1 : 0, bytes.length);
  }

  @Test
  void decodingInvertsEncoding() {
    Seeds.forEachSeed(500, random -> {
      var item = randomItem(random, 4);
      assertThat(decode(encode(item))).isEqualTo(item);
    });
  }

  /** Whatever decodes is the encoding of what was decoded: no item has two forms. */
  @Test
  void onlyOneEncodingIsAccepted() {
    Seeds.forEachSeed(20_000, random -> {
      Bytes bytes;
      if (random.nextBoolean()) {
        bytes = Bytes.wrap(Seeds.bytes(random, random.nextInt(12)));
      } else {
        var mutated = encode(randomItem(random, 3)).toArray();
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        bytes = Bytes.wrap(mutated);
      }
      try {
        assertThat(encode(decode(bytes))).isEqualTo(bytes);
      } catch (RlpException refused) {
        assertThat(refused.what()).isNotEmpty();
      }
    });
  }

  @ParameterizedTest
  @CsvSource({"0, 80", "1, 01", "127, 7f", "128, 8180", "256, 820100", "-1, 88ffffffffffffffff",
    "9223372036854775807, 887fffffffffffffff"})
  void numbersHaveNoLeadingZeros(long number, String hex) throws RlpException {
    assertThat(RlpWriter.encode(number).toHex()).isEqualTo(hex);
    assertThat(new RlpReader(Bytes.fromHex(hex)).readLong("n")).isEqualTo(number);
    var big = new BigInteger(Long.toUnsignedString(number));
    assertThat(new RlpWriter().add(big).toBytes().toHex()).isEqualTo(hex);
    assertThat(new RlpReader(Bytes.fromHex(hex)).readNumber(8, "n")).isEqualTo(big);
  }

  @Test
  void bigNumbersRoundTrip() {
    Seeds.forEachSeed(300, random -> {
      var number = new BigInteger(1, Seeds.bytes(random, random.nextInt(33)));
      var encoded = new RlpWriter().add(number).toBytes();
      assertThat(new RlpReader(encoded).readNumber(32, "n")).isEqualTo(number);
    });
  }

  @ParameterizedTest
  @CsvSource({"00, n has leading zeros", "820001, n has leading zeros", "89010000000000000000, n has more than 64 bits",
    "c0, n is a list", "'', n is missing", "83ffff, n is cut off"})
  void badNumbersAreRefused(String hex, String what) {
    assertThatThrownBy(() -> new RlpReader(Bytes.fromHex(hex)).readLong("n")).hasMessage(what);
    assertThatThrownBy(() -> new RlpReader(Bytes.fromHex(hex)).readNumber(8, "n")).hasMessage(what);
  }

  @Test
  void negativeNumbersAndOpenListsAreMistakes() {
    assertThatThrownBy(() -> new RlpWriter().add(BigInteger.ONE.negate())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RlpWriter().beginList().toBytes()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new RlpWriter().endList()).isInstanceOf(IllegalStateException.class);
  }

  private static Object randomItem(RandomGenerator random, int depth) {
    if (depth == 0 || random.nextInt(3) > 0) {
      int size = random.nextInt(20) == 0 ? random.nextInt(70_000) : random.nextInt(70);
      return Bytes.wrap(Seeds.bytes(random, size));
    }
    var items = new ArrayList<Object>();
    for (int i = random.nextInt(6); i > 0; i--) {
      items.add(randomItem(random, depth - 1));
    }
    return items;
  }

  private static Bytes encode(Object item) {
    var writer = new RlpWriter(1);
    write(item, writer);
    return writer.toBytes();
  }

  private static void write(Object item, RlpWriter writer) {
    if (item instanceof Bytes bytes) {
      writer.add(bytes);
    } else {
      writer.beginList();
      ((List<?>) item).forEach(one -> write(one, writer));
      writer.endList();
    }
  }

  private static Object decodeOrFail(Bytes bytes) {
    try {
      return decode(bytes);
    } catch (RlpException refused) {
      throw new AssertionError(refused.what(), refused);
    }
  }

  private static Object decode(Bytes bytes) throws RlpException {
    var reader = new RlpReader(bytes);
    var item = read(reader);
    reader.end();
    return item;
  }

  private static Object read(RlpReader reader) throws RlpException {
    if (!reader.nextIsList()) {
      return reader.readBytes("item");
    }
    var list = reader.readList("list");
    var items = new ArrayList<Object>();
    while (list.hasMore()) {
      items.add(read(list));
    }
    return items;
  }
}
