package org.atoll.sdk.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.Test;

class LogsBloomTest {
  @Test
  void everythingThatIsInMayBeIn() {
    Seeds.forEachSeed(200, random -> {
      var left = logs(random);
      var right = logs(random);
      var both = new ArrayList<>(left);
      both.addAll(right);
      var bloom = LogsBloom.or(LogsBloom.of(left), LogsBloom.of(right));
      assertThat(bloom).isEqualTo(LogsBloom.of(both));
      for (var log : both) {
        assertThat(LogsBloom.mayContain(bloom, log.address().bytes())).isTrue();
        log.topics().forEach(topic -> assertThat(LogsBloom.mayContain(bloom, topic.bytes())).isTrue());
      }
    });
  }

  @Test
  void anEmptyFilterHoldsNothing() {
    assertThat(LogsBloom.mayContain(LogsBloom.EMPTY, Bytes.fromHex("01"))).isFalse();
    assertThat(LogsBloom.of(List.of())).isEqualTo(LogsBloom.EMPTY);
  }

  @Test
  void otherSizesAreMistakes() {
    assertThatThrownBy(() -> LogsBloom.or(LogsBloom.EMPTY, Bytes.EMPTY)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void receiptsHaveTheirTypeInFront() {
    var receipt = EthereumReceipt.of(2, 1, 21_000, List.of());
    assertThat(receipt.encode().toHex()).startsWith("02f9010801825208b90100").endsWith("c0");
    assertThat(EthereumReceipt.of(0, 0, 0, List.of()).encode().toHex()).startsWith("f901068080b90100");
    assertThat(EthereumReceipt.of(0, 0, 0, List.of()).encodeWithRoot(Hash32.ZERO).size()).isEqualTo(265 + 32);
  }

  @Test
  void noLogsHashToTheEmptyList() {
    assertThat(Log.hash(List.of())).isEqualTo(EthereumHeader.NO_UNCLES);
  }

  private static List<Log> logs(RandomGenerator random) {
    var logs = new ArrayList<Log>();
    for (int i = random.nextInt(4); i > 0; i--) {
      logs.add(new Log(Transactions.address(random), Transactions.hashes(random), Bytes.EMPTY));
    }
    return logs;
  }
}
