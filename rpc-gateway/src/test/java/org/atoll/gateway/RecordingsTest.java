package org.atoll.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.atoll.sdk.ethereum.RlpException;
import org.atoll.sdk.testing.Conformance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Ethereum's official recordings, over real HTTP and member by member, as far as they need no state: blocks,
 * transactions, receipts, logs, and how parameters are refused.
 */
final class RecordingsTest {
  private static final Set<String> METHODS = Set.of("eth_blobBaseFee", "eth_blockNumber", "eth_chainId",
      "eth_getBlockByHash", "eth_getBlockByNumber", "eth_getBlockReceipts", "eth_getBlockTransactionCountByHash",
      "eth_getBlockTransactionCountByNumber", "eth_getLogs", "eth_getTransactionByBlockHashAndIndex",
      "eth_getTransactionByBlockNumberAndIndex", "eth_getTransactionByHash", "eth_getTransactionReceipt",
      "eth_syncing", "net_version");
  private static final Set<String> REFUSALS = Set.of("get-storage-invalid-key-too-large.io",
      "get-storage-invalid-key.io", "get-storage-values-empty-request.io", "trace-block-not-found.io", "trace-genesis.io", "trace-unknown-tx.io");

  private static GatewayServer gateway;
  private static HttpClient http;

  @BeforeAll
  static void start() throws IOException, RlpException {
    var folder = Conformance.file("rpc");
    assumeTrue(folder.isPresent(), Conformance.MISSING);
    http = HttpClient.newHttpClient();
    gateway = GatewayServer.start(GatewayConfig.local(0, false, GatewayHarness.VERSION),
        new RecordedChain(folder.orElseThrow()), Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    if (gateway != null) {
      gateway.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> recordings() throws IOException {
    var tests = Conformance.file("rpc/tests").orElseThrow();
    try (var files = Files.walk(tests)) {
      return files.filter(RecordingsTest::isChosen).sorted().toList().stream()
          .map(file -> DynamicTest.dynamicTest(tests.relativize(file).toString(), () -> replay(file)));
    }
  }

  private static boolean isChosen(Path file) {
    return file.toString().endsWith(".io")
        && (METHODS.contains(file.getParent().getFileName().toString())
            || REFUSALS.contains(file.getFileName().toString()));
  }

  private static void replay(Path file) throws Exception {
    JsonNode answer = null;
    for (var line : Files.readAllLines(file)) {
      if (line.startsWith(">> ")) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(line.substring(3))).build();
        answer = GatewayHarness.JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
      } else if (line.startsWith("<< ")) {
        compare(answer, GatewayHarness.JSON.readTree(line.substring(3)));
      }
    }
  }

  private static void compare(JsonNode answer, JsonNode expected) {
    if (expected.has("error")) {
      assertThat(answer.path("error").path("code")).isEqualTo(expected.get("error").get("code"));
      assertThat(answer.path("error").path("data")).isEqualTo(expected.get("error").path("data"));
      return;
    }
    var differences = new ArrayList<String>();
    differences("", answer, expected, differences);
    assertThat(differences).isEmpty();
  }

  private static void differences(String at, JsonNode answer, JsonNode expected, List<String> found) {
    if (expected.isObject() && answer.isObject()) {
      answer.fieldNames().forEachRemaining(name -> {
        if (!expected.has(name)) {
          found.add(at + "/" + name + " is too much");
        }
      });
      expected.fieldNames().forEachRemaining(name -> {
        if (answer.has(name)) {
          differences(at + "/" + name, answer.get(name), expected.get(name), found);
        } else {
          found.add(at + "/" + name + " is missing");
        }
      });
    } else if (expected.isArray() && answer.isArray() && expected.size() == answer.size()) {
      for (int i = 0; i < expected.size(); i++) {
        differences(at + "/" + i, answer.get(i), expected.get(i), found);
      }
    } else if (!answer.equals(expected)) {
      found.add(at + " is " + answer + " instead of " + expected);
    }
  }
}
