package org.atoll.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Filters that are polled. */
final class FiltersTest {
  private final SettableClock clock = new SettableClock();
  private GatewayHarness harness;

  @BeforeEach
  void start() throws Exception {
    harness = new GatewayHarness(UnaryOperator.identity(), clock);
    harness.validator.awaitWatcher();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  private String install(String method, String params) throws Exception {
    return "[\"" + harness.result(method, params).asText() + "\"]";
  }

  @Test
  void aLogFilterReportsWhatIsNewSinceTheLastPoll() throws Exception {
    var id = install("eth_newFilter", "[{\"topics\":[\"" + SampleChain.TOPIC + "\"]}]");
    assertThat(harness.result("eth_getFilterChanges", id)).isEmpty();

    var block = News.mine(harness.validator, SampleChain.withAccessList(5));
    harness.validator.tell(News.head(block));

    var changes = harness.result("eth_getFilterChanges", id);
    assertThat(changes).hasSize(1);
    assertThat(changes.get(0).get("blockHash").asText()).isEqualTo(News.hash(block));
    assertThat(harness.result("eth_getFilterChanges", id)).isEmpty();
  }

  @Test
  void aLogFilterReportsRemovedLogs() throws Exception {
    var id = install("eth_newFilter", "[{}]");
    var dropped = News.mine(harness.validator, SampleChain.withAccessList(5));
    harness.validator.tell(News.head(dropped));
    var removed = SampleChain.logs(dropped).reversed().stream().map(log -> log.toBuilder().setRemoved(true).build());
    harness.validator.tell(News.head(SampleChain.block(4, Hash32.ZERO, List.of()), removed.toList()));

    var changes = harness.result("eth_getFilterChanges", id);

    assertThat(changes).hasSize(4);
    assertThat(changes).map(log -> log.get("logIndex").asText() + log.get("removed").asText())
        .containsExactly("0x0false", "0x1false", "0x1true", "0x0true");
  }

  @Test
  void aFilterKeepsToItsRange() throws Exception {
    var id = install("eth_newFilter", "[{\"fromBlock\":\"0x5\",\"toBlock\":\"0x5\"}]");
    for (int i = 0; i < 3; i++) {
      harness.validator.tell(News.head(News.mine(harness.validator, SampleChain.withAccessList(5))));
    }

    assertThat(harness.result("eth_getFilterChanges", id)).hasSize(2)
        .allMatch(log -> log.get("blockNumber").asText().equals("0x5"));
  }

  @Test
  void aBlockFilterReportsHashes() throws Exception {
    var id = install("eth_newBlockFilter", "[]");
    var block = News.mine(harness.validator);
    harness.validator.tell(News.head(block));

    assertThat(harness.result("eth_getFilterChanges", id)).map(hash -> hash.asText()).containsExactly(News.hash(block));
  }

  @Test
  void inDevelopmentABlockFilterBeginsWithTheNewestBlock() throws Exception {
    try (var dev = GatewayHarness.startDev()) {
      dev.validator.awaitWatcher();
      var block = News.mine(dev.validator);
      dev.validator.tell(News.head(block));
      var id = "[\"" + dev.result("eth_newBlockFilter", "[]").asText() + "\"]";

      assertThat(dev.result("eth_getFilterChanges", id)).map(hash -> hash.asText()).containsExactly(News.hash(block));
      assertThat(dev.result("eth_getFilterChanges", id)).isEmpty();
    }
  }

  @Test
  void aPendingFilterReportsHashes() throws Exception {
    var id = install("eth_newPendingTransactionFilter", "[]");
    harness.validator.tell(News.pending(SampleChain.legacy(5), SampleChain.legacy(6)));

    assertThat(harness.result("eth_getFilterChanges", id)).map(hash -> hash.asText())
        .containsExactly(SampleChain.legacy(5).hash().toString(), SampleChain.legacy(6).hash().toString());
  }

  @Test
  void getFilterLogsSearchesTheChain() throws Exception {
    var id = install("eth_newFilter", "[{\"fromBlock\":\"earliest\"}]");

    assertThat(harness.result("eth_getFilterLogs", id)).hasSize(6);
    assertThat(harness.error("eth_getFilterLogs", install("eth_newBlockFilter", "[]")))
        .isEqualTo("-32000 filter not found");
  }

  @Test
  void aFilterThatIsNotPolledForFiveMinutesIsForgotten() throws Exception {
    var polled = install("eth_newBlockFilter", "[]");
    var left = install("eth_newBlockFilter", "[]");
    clock.advance(Duration.ofMinutes(4));
    harness.result("eth_getFilterChanges", polled);
    clock.advance(Duration.ofMinutes(1));

    assertThat(harness.result("eth_getFilterChanges", polled)).isEmpty();
    assertThat(harness.error("eth_getFilterChanges", left)).isEqualTo("-32000 filter not found");
  }

  @Test
  void thereAreAtMost100Filters() throws Exception {
    var first = install("eth_newBlockFilter", "[]");
    for (int i = 1; i < 100; i++) {
      install("eth_newFilter", "[{}]");
    }
    assertThat(harness.error("eth_newBlockFilter", "[]")).isEqualTo("-32005 too many filters: at most 100");

    assertThat(harness.result("eth_uninstallFilter", first).asBoolean()).isTrue();
    assertThat(harness.result("eth_uninstallFilter", first).asBoolean()).isFalse();
    install("eth_newBlockFilter", "[]");
  }

  @Test
  void aFilterThatGrowsTooLongIsForgotten() throws Exception {
    var id = install("eth_newPendingTransactionFilter", "[]");
    var many = new org.atoll.sdk.ethereum.EthereumTransaction[1_000];
    java.util.Arrays.fill(many, SampleChain.legacy(5));
    for (int i = 0; i < 21; i++) {
      harness.validator.tell(News.pending(many));
    }

    assertThat(harness.error("eth_getFilterChanges", id)).isEqualTo("-32000 filter not found");
  }

  @Test
  void aLostStreamForgetsFiltersRatherThanLeavingAGap() throws Exception {
    var id = install("eth_newBlockFilter", "[]");
    harness.validator.breakWatches();

    assertThat(harness.error("eth_getFilterChanges", id)).isEqualTo("-32000 filter not found");
  }
}
