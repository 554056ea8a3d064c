package org.atoll.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients see while the validator is away, and afterwards. */
final class AvailabilityTest {
  private GatewayHarness harness;

  @BeforeEach
  void start() throws Exception {
    harness = GatewayHarness.start();
    harness.validator.awaitWatcher();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void withoutAValidatorEveryAnswerSaysSo() throws Exception {
    harness.validator.failure = Status.UNAVAILABLE;

    for (var request : new String[] {"eth_blockNumber []", "eth_getBlockByNumber [\"latest\"]", "eth_newFilter [{}]",
        "eth_getBalance [\"" + SampleChain.SENDER + "\"]", "eth_call [{}]", "eth_gasPrice []", "txpool_status []",
        "eth_sendRawTransaction [\"0x00\"]", "eth_getTransactionReceipt [\"0x" + "00".repeat(32) + "\"]"}) {
      var parts = request.split(" ", 2);
      var error = harness.call(parts[0], parts[1]).get("error");
      assertThat(error.get("code").asInt()).as(request).isEqualTo(-32011);
      assertThat(error.get("message").asText()).isEqualTo("the validator is not reachable");
      assertThat(error.get("data").get("code").asText()).isEqualTo("NOT_READY");
      assertThat(error.get("data").get("hint").asText()).isNotEmpty();
    }
    assertThat(harness.result("web3_clientVersion", "[]").asText()).isEqualTo(GatewayHarness.VERSION);
  }

  @Test
  void whenItIsBackSoAreTheAnswers() throws Exception {
    harness.validator.failure = Status.UNAVAILABLE;
    harness.call("eth_blockNumber", "[]");
    harness.validator.failure = null;

    assertThat(harness.result("eth_blockNumber", "[]").asText()).isEqualTo("0x3");
  }

  @Test
  void theWatchStreamIsOpenedAgain() throws Exception {
    harness.validator.breakWatches();
    while (harness.validator.watchers.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    try (var client = new SocketClient(harness)) {
      client.subscribe("[\"newHeads\"]");
      var block = News.mine(harness.validator);

      harness.validator.tell(News.head(block));

      assertThat(client.next().at("/params/result/hash").asText()).isEqualTo(News.hash(block));
    }
  }

  @Test
  void anUnexpectedFailureShowsNothingOfItself() throws Exception {
    harness.validator.failure = Status.INTERNAL.withDescription("/home/secret at Store.java:7");

    assertThat(harness.call("eth_blockNumber", "[]").get("error").toString())
        .isEqualTo("{\"code\":-32603,\"message\":\"internal error\"}");
  }

  @Test
  void aGatewayStartsBeforeItsValidator() throws Exception {
    var channel = InProcessChannelBuilder.forName("nobody-" + harness.gateway.port()).build();
    try (var early = GatewayServer.start(
        GatewayConfig.local(0, false, GatewayHarness.VERSION), channel, Clock.systemUTC())) {
      assertThat(early.port()).isPositive();
    } finally {
      channel.shutdownNow();
    }
  }
}
