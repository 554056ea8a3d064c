package org.atoll.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.atoll.sdk.proto.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sending transactions and looking at them. */
final class TransactionsTest {
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

  private static String raw(long nonce) {
    return SampleChain.legacy(nonce).encode().to0x();
  }

  private static String send(long nonce) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"eth_sendRawTransaction\",\"params\":[\"%s\"]}"
        .formatted(nonce, raw(nonce));
  }

  @Test
  void sendingAnswersTheHash() throws Exception {
    var answer = harness.result("eth_sendRawTransaction", "[\"" + raw(5) + "\"]");

    assertThat(answer.asText()).isEqualTo(SampleChain.legacy(5).hash().toString());
    var envelope = harness.validator.submits.getFirst().getBatches(0);
    assertThat(envelope.getBody()).isEqualTo(SampleChain.legacy(5).encode().toByteString());
  }

  @Test
  void aBatchOfTransactionsIsOneSubmitInOrder() throws Exception {
    harness.validator.onSubmit = envelope -> envelope.getBody().equals(SampleChain.legacy(3).encode().toByteString())
        ? Optional.of(Refusal.newBuilder().setCode(-32000).setMessage("nonce too low: next nonce 5, tx nonce 3").build())
        : Optional.empty();

    var response = harness.post(IntStream.range(0, 100).mapToObj(TransactionsTest::send)
        .collect(Collectors.joining(",", "[", "]")));

    assertThat(harness.validator.submits).hasSize(1);
    for (int i = 0; i < 100; i++) {
      assertThat(harness.validator.submits.getFirst().getBatches(i).getBody())
          .isEqualTo(SampleChain.legacy(i).encode().toByteString());
      assertThat(response.get(i).get("id").asInt()).isEqualTo(i);
      assertThat(response.get(i).has("error")).isEqualTo(i == 3);
    }
    assertThat(response.get(3).get("error").toString())
        .isEqualTo("{\"code\":-32000,\"message\":\"nonce too low: next nonce 5, tx nonce 3\"}");
  }

  @Test
  void manySingleTransactionsShareFrames() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<CompletableFuture<JsonNode>>();
      for (int i = 0; i < 200; i++) {
        long nonce = i;
        answers.add(CompletableFuture.supplyAsync(() -> {
          try {
            return harness.post(send(nonce));
          } catch (Exception failure) {
            throw new IllegalStateException(failure);
          }
        }, threads));
      }
      assertThat(answers).allMatch(answer -> answer.join().has("result"));
    }

    assertThat(harness.validator.submits.stream().mapToInt(frame -> frame.getBatchesCount()).sum()).isEqualTo(200);
  }

  @Test
  void aFullPoolTellsWhenToTryAgain() throws Exception {
    harness.validator.onSubmit = envelope -> Optional.of(Refusal.newBuilder().setCode(-32005)
        .setMessage("txpool is full, retry in 3 s").setName("QUEUE_FULL").putDetails("retryAfter", "3").build());

    assertThat(harness.call("eth_sendRawTransaction", "[\"" + raw(5) + "\"]").get("error").toString()).isEqualTo(
        "{\"code\":-32005,\"message\":\"txpool is full, retry in 3 s\",\"data\":{\"code\":\"QUEUE_FULL\",\"retryAfter\":3}}");
  }

  @Test
  void sendingAndWaitingAnswersTheReceipt() throws Exception {
    harness.validator.onSubmit = envelope -> {
      harness.validator.pool.add(SampleChain.pending(SampleChain.legacy(5)));
      return Optional.empty();
    };
    var answer = CompletableFuture.supplyAsync(() -> {
      try {
        return harness.result("eth_sendRawTransactionSync", "[\"" + raw(5) + "\",20000]");
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
    });
    while (harness.validator.lookups.isEmpty()) {
      Thread.onSpinWait();
    }
    harness.validator.pool.clear();
    var block = News.mine(harness.validator, SampleChain.legacy(5));
    harness.validator.tell(News.head(block));

    assertThat(answer.join().get("blockHash").asText()).isEqualTo(News.hash(block));
  }

  @Test
  void waitingInVainIsError4WithTheHash() throws Exception {
    var error = harness.call("eth_sendRawTransactionSync", "[\"" + raw(5) + "\",\"0x1\"]").get("error");

    assertThat(error.get("code").asInt()).isEqualTo(4);
    assertThat(error.get("data").asText()).isEqualTo(SampleChain.legacy(5).hash().toString());
  }

  @Test
  void aPendingTransactionHasNoPlace() throws Exception {
    harness.validator.pool.add(SampleChain.pending(SampleChain.creation(5)));
    var hash = "[\"" + SampleChain.creation(5).hash() + "\"]";

    var shown = harness.result("eth_getTransactionByHash", hash);

    for (var member : List.of("blockHash", "blockNumber", "blockTimestamp", "transactionIndex", "to")) {
      assertThat(shown.get(member).isNull()).as(member).isTrue();
    }
    assertThat(shown.get("gasPrice").asText()).isEqualTo("0x12a05f200"); // what it may pay at most
    assertThat(harness.result("eth_getTransactionReceipt", hash).isNull()).isTrue();
  }

  @Test
  void thePendingBlockHoldsThePool() throws Exception {
    harness.validator.pool.add(SampleChain.pending(SampleChain.creation(5)));
    harness.validator.pool.add(SampleChain.pending(SampleChain.legacy(6)));
    var byHash = harness.result("eth_getTransactionByHash", "[\"" + SampleChain.legacy(6).hash() + "\"]");

    var full = harness.result("eth_getBlockByNumber", "[\"pending\",true]");
    var hashes = harness.result("eth_getBlockByNumber", "[\"pending\",false]");

    assertThat(full.get("number").asText()).isEqualTo("0x4");
    assertThat(full.get("parentHash").asText()).isEqualTo(News.hash(harness.validator.blocks.getLast()));
    assertThat(full.get("hash").isNull() && full.get("nonce").isNull() && full.get("miner").isNull()).isTrue();
    assertThat(full.get("transactions")).hasSize(2);
    assertThat(full.get("transactions").get(1)).isEqualTo(byHash);
    assertThat(byHash.get("blockHash").isNull() && byHash.get("transactionIndex").isNull()).isTrue();
    assertThat(hashes.get("transactions").toString()).isEqualTo("[\"" + SampleChain.creation(5).hash() + "\",\""
        + SampleChain.legacy(6).hash() + "\"]");
    assertThat(harness.result("eth_getBlockTransactionCountByNumber", "[\"pending\"]").asText()).isEqualTo("0x2");
    assertThat(harness.result("eth_getTransactionByBlockNumberAndIndex", "[\"pending\",\"0x1\"]")).isEqualTo(byHash);
    assertThat(harness.result("eth_getTransactionByBlockNumberAndIndex", "[\"pending\",\"0x2\"]").isNull()).isTrue();
    assertThat(harness.result("eth_getBlockReceipts", "[\"pending\"]")).isEmpty();
  }

  @Test
  void thePoolOfAnAccountIsSplitAtTheFirstGap() throws Exception {
    harness.validator.pool.add(SampleChain.pending(SampleChain.legacy(6)));
    harness.validator.pool.add(SampleChain.pending(SampleChain.legacy(9)));

    var lanes = harness.result("txpool_contentFrom", "[\"" + SampleChain.SENDER + "\"]");

    assertThat(lanes.get("pending").has("6")).isTrue();
    assertThat(lanes.get("queued").has("9")).isTrue();
    assertThat(lanes.get("pending")).hasSize(1);
  }

  @Test
  void minedTransactionsAreFoundByPlaceAndHash() throws Exception {
    var block = harness.validator.blocks.get(1);
    for (int i = 0; i < 4; i++) {
      var hash = SampleChainHash.of(block.getTransactions(i));
      var byHash = harness.result("eth_getTransactionByHash", "[\"" + hash + "\"]");
      assertThat(harness.result("eth_getTransactionByBlockNumberAndIndex", "[\"0x1\",\"0x" + i + "\"]"))
          .isEqualTo(byHash);
      assertThat(harness.result("eth_getTransactionByBlockHashAndIndex",
          "[\"" + News.hash(block) + "\",\"0x" + i + "\"]")).isEqualTo(byHash);
      assertThat(harness.result("eth_getBlockByNumber", "[\"0x1\",true]").get("transactions").get(i)).isEqualTo(byHash);
      assertThat(byHash.get("type").asText()).isEqualTo(List.of("0x0", "0x1", "0x2", "0x4").get(i));
      assertThat(harness.result("eth_getBlockReceipts", "[\"0x1\"]").get(i))
          .isEqualTo(harness.result("eth_getTransactionReceipt", "[\"" + hash + "\"]"));
    }
  }

  /** Hashes as JSON-RPC shows them. */
  private static final class SampleChainHash {
    static String of(org.atoll.sdk.proto.EthereumTransaction transaction) {
      return org.atoll.sdk.value.Bytes.of(transaction.getHash()).to0x();
    }
  }
}
