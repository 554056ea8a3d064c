package org.atoll.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** JSON-RPC 2.0: what is a request, batches, ids, and what happens on a bug. */
final class RequestsTest {
  private GatewayHarness harness;

  @BeforeEach
  void start() throws Exception {
    harness = GatewayHarness.start();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  private static String request(Object id, String method) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\"}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[", "{\"jsonrpc\"", "nonsense", "{} {}", "[1,]", "{\"a\":01}", "\"\\x\"", "{'a':1}"})
  void malformedJsonIsAParseError(String body) throws Exception {
    assertThat(harness.post(body)).isEqualTo(GatewayHarness.JSON.readTree(
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"parse error\"}}"));
  }

  @Test
  void deepNestingIsAParseError() throws Exception {
    var deep = "[".repeat(30) + "]".repeat(30);
    var tooDeep = "[".repeat(33) + "]".repeat(33);

    assertThat(harness.call("eth_getBalance", deep).get("error").get("code").asInt()).isEqualTo(-32602);
    assertThat(harness.call("eth_getBalance", tooDeep).get("error").get("code").asInt()).isEqualTo(-32700);
    assertThat(harness.post("[".repeat(100_000)).get("error").get("code").asInt()).isEqualTo(-32700);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "1", "\"x\"", "null", "{}", "[]",
    "{\"id\":1,\"method\":\"eth_chainId\"}",
    "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"eth_chainId\"}",
    "{\"jsonrpc\":\"2.0\",\"id\":1}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
    "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"eth_chainId\"}",
    "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"eth_chainId\"}"
  })
  void whatIsNoRequestIsInvalid(String body) throws Exception {
    var error = harness.post(body).get("error");

    assertThat(error.get("code").asInt()).isEqualTo(-32600);
    assertThat(error.get("message").asText()).isEqualTo("invalid request");
  }

  @Test
  void paramsByNameAreRefused() throws Exception {
    var response = harness.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":{}}");

    assertThat(response.get("error").get("code").asInt()).isEqualTo(-32602);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "0", "-5", "1.5", "12345678901234567890123", "\"abc\"", "\"\"", "\"\\u00e9\\\"\"", "null"})
  void anIdComesBackAsItWas(String id) throws Exception {
    var body = harness.send(harness.request(request(id, "eth_chainId")).build()).body();

    assertThat(GatewayHarness.JSON.readTree(body).get("id")).isEqualTo(GatewayHarness.JSON.readTree(id));
    assertThat(GatewayHarness.JSON.readTree(body).get("result").asText()).isEqualTo("0x7a69");
  }

  @Test
  void aNotificationIsNotAnswered() throws Exception {
    var body = "{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"}";

    var single = harness.send(harness.request(body).build());
    var batch = harness.post("[" + body + "," + request(1, "eth_chainId") + "]");

    assertThat(single.statusCode()).isEqualTo(204);
    assertThat(single.body()).isEmpty();
    assertThat(batch).hasSize(1);
    assertThat(harness.send(harness.request("[" + body + "]").build()).statusCode()).isEqualTo(204);
  }

  @Test
  void developmentAnswersAlsoWithoutId() throws Exception {
    try (var dev = GatewayHarness.startDev()) {
      var response = dev.post("{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"}");

      assertThat(response.get("id").isNull()).isTrue();
      assertThat(response.get("result").asText()).isEqualTo("0x7a69");
    }
  }

  @Test
  void aBatchKeepsOrderAndIds() throws Exception {
    var ids = new String[] {"7", "\"a\"", "null", "7", "1.5"};
    var methods = new String[] {"eth_chainId", "eth_nope", "eth_blockNumber", "web3_clientVersion", "net_version"};
    var batch = IntStream.range(0, 5).mapToObj(i -> request(ids[i], methods[i])).collect(Collectors.joining(","));

    var response = harness.post("[" + batch + ",17]");

    assertThat(response).hasSize(6);
    for (int i = 0; i < 5; i++) {
      assertThat(response.get(i).get("id")).isEqualTo(GatewayHarness.JSON.readTree(ids[i]));
    }
    assertThat(response.get(0).get("result").asText()).isEqualTo("0x7a69");
    assertThat(response.get(1).get("error").get("code").asInt()).isEqualTo(-32601);
    assertThat(response.get(2).get("result").asText()).isEqualTo("0x3");
    assertThat(response.get(4).get("result").asText()).isEqualTo("31337");
    assertThat(response.get(5).get("error").get("code").asInt()).isEqualTo(-32600);
  }

  @ParameterizedTest
  @CsvSource({"100, true", "101, false", "10000, false"})
  void aBatchHasAtMost100Requests(int size, boolean fits) throws Exception {
    var response = harness.post(IntStream.range(0, size).mapToObj(i -> request(i, "eth_chainId"))
        .collect(Collectors.joining(",", "[", "]")));

    if (fits) {
      assertThat(response).hasSize(size);
      assertThat(response.get(99).get("id").asInt()).isEqualTo(99);
    } else {
      assertThat(response.get("error").get("code").asInt()).isEqualTo(-32005);
      assertThat(response.get("error").get("data").get("code").asText()).isEqualTo("LIMIT");
    }
  }

  @Test
  void aBatchOfCallsIsOneQuery() throws Exception {
    var call = "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"eth_call\",\"params\":[{\"input\":\"0x%02x\"}]}";
    harness.validator.onQuery = query -> FakeValidator.output(Bytes.of(query.getCall().getInput()));

    var response = harness.post(IntStream.range(0, 100).mapToObj(i -> call.formatted(i, i))
        .collect(Collectors.joining(",", "[", "]")));

    assertThat(harness.validator.queries).hasSize(1);
    assertThat(harness.validator.queries.getFirst().getQueriesCount()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      assertThat(response.get(i).get("result").asText()).isEqualTo("0x%02x".formatted(i));
    }
  }

  @Test
  void smallReadsOfABatchShareFrames() throws Exception {
    var reads = IntStream.range(0, 50).mapToObj(i -> i % 2 == 0
            ? "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"eth_getBalance\",\"params\":[\"%s\"]}"
                .formatted(i, SampleChain.SENDER)
            : "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"eth_getTransactionReceipt\",\"params\":[\"0x%s\"]}"
                .formatted(i, "00".repeat(32)))
        .collect(Collectors.joining(",", "[", "]"));

    assertThat(harness.post(reads)).hasSize(50);

    assertThat(harness.validator.stateReads).hasSize(1);
    assertThat(harness.validator.lookups).hasSize(1);
  }

  @Test
  void aReadAfterAWriteInABatchSeesIt() throws Exception {
    var raw = SampleChain.legacy(5);
    harness.validator.onSubmit = envelope -> {
      harness.validator.pool.add(SampleChain.pending(raw));
      return java.util.Optional.empty();
    };
    var send = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_sendRawTransaction\",\"params\":[\""
        + raw.encode().to0x() + "\"]}";
    var look = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"eth_getTransactionByHash\",\"params\":[\""
        + raw.hash() + "\"]}";

    var response = harness.post("[" + look + "," + send + "," + look + "]");

    assertThat(response.get(0).get("result").isNull()).isTrue();
    assertThat(response.get(2).get("result").get("hash").asText()).isEqualTo(raw.hash().toString());
  }

  @Test
  void aBugIsAnInternalErrorAndOneLineInTheLog() throws Exception {
    var log = (Logger) LoggerFactory.getLogger("org.atoll.gateway");
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    log.addAppender(lines);
    harness.validator.onQuery = query -> org.atoll.sdk.proto.QueryResult.getDefaultInstance();

    JsonNode response;
    try {
      response = harness.call("eth_call", "[{}]");
    } finally {
      log.detachAppender(lines);
    }

    assertThat(response.get("error")).isEqualTo(
        GatewayHarness.JSON.readTree("{\"code\":-32603,\"message\":\"internal error\"}"));
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.getFirst().getFormattedMessage()).isEqualTo("rpc_failed method=eth_call");
  }
}
