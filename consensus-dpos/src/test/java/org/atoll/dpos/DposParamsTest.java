package org.atoll.dpos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.atoll.sdk.testing.Seeds.forEachSeed;

import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DposParamsTest {
  private static final String FULL =
      "{\"build_deadline_permille\":500,\"max_lag_blocks\":32,\"propagation_reserve_ms\":200,\"repetitions\":2,\"slot_ms\":500}";

  private static DposParams parse(String json) {
    return DposParams.parse(Bytes.wrap(json.getBytes(UTF_8)));
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    assertThat(parse("{}")).isEqualTo(new DposParams(3_000, 1, 600, 300, 64));
    assertThat(parse("{\"slot_ms\":6000}")).isEqualTo(new DposParams(6_000, 1, 600, 300, 64));
    assertThat(parse(FULL)).isEqualTo(new DposParams(500, 2, 500, 200, 32));
    assertThat(parse(FULL).deadlineOf(10_000)).isEqualTo(10_250);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      ``                                     | ends too early
      {                                      | ends too early
      {"slot_ms":3000                        | ends too early
      {"slot_ms":3000}x                      | something follows
      {"slot_ms" :3000}                      | ':' expected, not ' '
      {"slot_ms":"3000"}                     | not an integer
      {"slot_ms":3000.0}                     | expected, not '.'
      {"slot_ms":03000}                      | not the canonical form
      {"slot_ms":-0}                         | not the canonical form
      {"slot_ms":99999999999999999999}       | not an integer
      {"slot_ms":3000,"repetitions":1}       | key repetitions is not after slot_ms
      {"slot_ms":3000,"slot_ms":3000}        | key slot_ms is not after slot_ms
      {"slots":3000}                         | unknown parameter slots
      {"slot_ms":99}                         | slot_ms is 99, it must be 100 to 600000
      {"repetitions":0}                      | repetitions is 0, it must be 1 to 64
      {"repetitions":4294967297}             | out of range
      {"build_deadline_permille":1001}       | must be 1 to 1000
      {"propagation_reserve_ms":-1}          | must be 0 to 3000
      {"max_lag_blocks":1}                   | must be 2 to 4096
      {"slot_ms":500}                        | leaves 200 ms of a slot of 500 ms, propagation_reserve_ms is 300
      """)
  void anythingElseIsRefusedSayingWhy(String json, String why) {
    assertThatIllegalArgumentException().isThrownBy(() -> parse(json)).withMessageContaining(why);
  }

  @Test
  void noBytesDoWorseThanBeRefused() {
    forEachSeed(20_000, random -> {
      var bytes = random.nextBoolean() ? Seeds.bytes(random, random.nextInt(40)) : FULL.getBytes(UTF_8);
      if (bytes.length > 0) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
      }
      try {
        DposParams.parse(Bytes.wrap(bytes));
      } catch (IllegalArgumentException refused) {
        assertThatThrownBy(() -> {
          throw refused;
        }).hasMessageStartingWith("dpos: ");
      }
    });
  }
}
