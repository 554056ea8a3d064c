package org.atoll.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Traces of a running node: what ran must come out again. */
@TestInstance(Lifecycle.PER_CLASS)
class TracingTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);

  private final HttpClient http = HttpClient.newHttpClient();
  private DevChain chain;
  private PrivateKey key;
  private long nonce;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    chain = new DevChain(folder, Map.of());
    key = PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex(chain.secret(0)));
  }

  @AfterAll
  void stop() throws InterruptedException {
    chain.close();
  }

  private JsonNode ask(String method, String params) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(chain.http())).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}")).build();
    var answer = JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    assertThat(answer.has("error")).as(answer.toString()).isFalse();
    return answer.get("result");
  }

  private String send(Optional<EvmAddress> to, String data) throws IOException, InterruptedException {
    var tx = EthereumTransaction.dynamicFee(BigInteger.valueOf(DevChain.CHAIN_ID), nonce++, GWEI, GWEI.shiftLeft(2),
        300_000, to, BigInteger.ZERO, Bytes.fromHex(data), List.of());
    var raw = EthereumTransactionCodec.sign(tx, key).encode().to0x();
    return ask("eth_sendRawTransaction", "[\"" + raw + "\"]").asText();
  }

  private JsonNode receipt(String hash) throws IOException, InterruptedException {
    for (int i = 0; i < 500; i++) {
      var receipt = ask("eth_getTransactionReceipt", "[\"" + hash + "\"]");
      if (!receipt.isNull()) {
        return receipt;
      }
      Thread.sleep(10); // the node is asked over HTTP: there is nothing to wait on
    }
    throw new AssertionError("never mined: " + hash);
  }

  /** Init code that leaves this code behind. */
  private static String deploy(String code) {
    return "60%02x600a5f3960%02x5ff3".formatted(code.length() / 2, code.length() / 2) + code;
  }

  private EvmAddress deployed(String code) throws IOException, InterruptedException {
    var receipt = receipt(send(Optional.empty(), deploy(code)));
    assertThat(receipt.path("status").asText()).isEqualTo("0x1");
    return EvmAddress.fromHex(receipt.path("contractAddress").asText());
  }

  @Test
  void transactionsOfABlockRunAgainInOrder() throws Exception {
    var counter = deployed("5f54600101805f555f5260205ff3"); // slot 0 + 1, stored and returned
    ask("evm_setAutomine", "[false]");
    var first = send(Optional.of(counter), "");
    var second = send(Optional.of(counter), "");
    ask("evm_mine", "[]");
    ask("evm_setAutomine", "[true]");
    var receipt = receipt(second);
    assertThat(receipt.path("blockHash")).isEqualTo(receipt(first).path("blockHash"));

    var trace = ask("debug_traceTransaction", "[\"" + second + "\"]");
    assertThat(trace.path("returnValue").asText()).isEqualTo("0x" + "0".repeat(63) + "2");
    assertThat(trace.path("failed").asBoolean()).isFalse();
    assertThat(trace.path("gas").asLong()).isEqualTo(Long.decode(receipt.path("gasUsed").asText()));
    assertThat(trace.path("structLogs")).hasSize(12);

    var block = ask("debug_traceBlockByHash", "[" + receipt.path("blockHash") + ",{\"tracer\":\"callTracer\"}]");
    assertThat(block).hasSize(2);
    assertThat(block.get(0).path("txHash").asText()).isEqualTo(first);
    assertThat(block.get(0).path("result").path("output").asText()).endsWith("1");
    assertThat(block.get(1).path("result").path("output").asText()).endsWith("2");
    assertThat(ask("debug_traceBlockByNumber", "[" + receipt.path("blockNumber") + "]")).hasSize(2);

    var call = ask("debug_traceCall", "[{\"to\":\"" + counter + "\"},\"latest\",{\"tracer\":\"callTracer\"}]");
    assertThat(call.path("output").asText()).endsWith("3");

    var state = ask("debug_traceTransaction",
        "[\"" + second + "\",{\"tracer\":\"prestateTracer\",\"tracerConfig\":{\"diffMode\":true}}]");
    var slot = "0x" + "0".repeat(64);
    assertThat(state.path("pre").path(counter.toString()).path("storage").path(slot).asText()).endsWith("1");
    assertThat(state.path("post").path(counter.toString()).path("storage").path(slot).asText()).endsWith("2");
  }

  /** The validator writes the parent's hash before the first transaction; a trace must find it, too. */
  @Test
  void whatABlockBeginsWithIsThere() throws Exception {
    var history = "0000f90827f1c53a10cb7a02335b175320002935"; // EIP-2935
    // number - 1 to memory, asks the contract, returns what it says
    var reader = deployed("60014303" + "5f52" + "60205f60205f73" + history + "5afa5060205ff3");
    var receipt = receipt(send(Optional.of(reader), ""));
    var parent = ask("eth_getBlockByHash", "[" + receipt.path("blockHash") + ",false]").path("parentHash").asText();

    var trace = ask("debug_traceTransaction", "[" + receipt.path("transactionHash") + "]");

    assertThat(trace.path("returnValue").asText()).isEqualTo(parent);
    assertThat(trace.path("gas").asLong()).isEqualTo(Long.decode(receipt.path("gasUsed").asText()));
  }
}
