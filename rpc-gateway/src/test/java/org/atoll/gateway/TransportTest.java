package org.atoll.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP lets in, and how it answers what it does not. */
final class TransportTest {
  private static final String BODY = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[]}";
  private static GatewayHarness harness;

  @BeforeAll
  static void start() throws Exception {
    harness = new GatewayHarness(config -> new GatewayConfig(config.host(), 0, List.of(),
        List.of("https://wallet.example"), false, config.clientVersion(), config.limits()), Clock.systemUTC());
  }

  @AfterAll
  static void stop() throws Exception {
    harness.close();
  }

  /** Status and text of a request written byte by byte, since HttpClient forbids some headers. */
  private static String raw(GatewayHarness harness, String request) throws Exception {
    try (var socket = new Socket("127.0.0.1", harness.gateway.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(US_ASCII));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  private static String post(String headers) {
    return "POST / HTTP/1.1\n" + headers + "Content-Length: " + BODY.length() + "\nConnection: close\n\n" + BODY;
  }

  private static int status(String response) {
    return Integer.parseInt(response.split(" ", 3)[1]);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8545, 200", "LOCALHOST, 200", "127.0.0.1:1, 200", "[::1]:8545, 200", "[::1], 200",
    "evil.example, 403", "evil.example:8545, 403", "127.0.0.1.evil.example, 403", "localhost.evil.example:80, 403",
    "10.0.0.1, 403"
  })
  void onlyKnownHostsComeIn(String host, int expected) throws Exception {
    var response = raw(harness, post("Host: " + host + "\nContent-Type: application/json\n"));

    assertThat(status(response)).isEqualTo(expected);
  }

  @Test
  void aRequestWithoutHostIsRefused() throws Exception {
    assertThat(status(raw(harness, post("Content-Type: application/json\n")))).isIn(400, 403);
  }

  @ParameterizedTest
  @CsvSource({
    "https://wallet.example, 200", "https://evil.example, 403", "http://wallet.example, 403", "null, 403",
    "http://localhost:3000, 403", "chrome-extension://abc, 403"
  })
  void onlyKnownOriginsComeIn(String origin, int expected) throws Exception {
    var response = harness.send(harness.request(BODY).header("Origin", origin).build());

    assertThat(response.statusCode()).isEqualTo(expected);
    assertThat(response.headers().firstValue("access-control-allow-origin").orElse("none"))
        .isEqualTo(expected == 200 ? origin : "none");
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:3000, 200", "https://127.0.0.1, 200", "chrome-extension://abcdef, 200",
    "moz-extension://a-b, 200", "https://evil.example, 403", "http://localhost.evil.example, 403",
    "http://localhost@evil.example, 403", "file://, 403"
  })
  void developmentAllowsPagesOfThisMachine(String origin, int expected) throws Exception {
    try (var dev = GatewayHarness.startDev()) {
      assertThat(dev.send(dev.request(BODY).header("Origin", origin).build()).statusCode()).isEqualTo(expected);
    }
  }

  @Test
  void aPreflightIsAnsweredForKnownOriginsOnly() throws Exception {
    var preflight = HttpRequest.newBuilder(harness.uri()).method("OPTIONS", BodyPublishers.noBody())
        .header("Access-Control-Request-Method", "POST").header("Access-Control-Request-Headers", "content-type");

    var known = harness.send(preflight.copy().header("Origin", "https://wallet.example").build());
    var unknown = harness.send(preflight.copy().header("Origin", "https://evil.example").build());

    assertThat(known.statusCode()).isEqualTo(204);
    assertThat(known.headers().firstValue("access-control-allow-methods").orElseThrow()).contains("POST");
    assertThat(known.headers().firstValue("access-control-allow-headers")).hasValue("Content-Type");
    assertThat(known.headers().firstValue("access-control-allow-origin")).hasValue("https://wallet.example");
    assertThat(unknown.statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", "none"})
  void onlyJsonIsAccepted(String type) throws Exception {
    var request = HttpRequest.newBuilder(harness.uri()).POST(BodyPublishers.ofString(BODY));
    if (!type.equals("none")) {
      request.header("Content-Type", type);
    }

    assertThat(harness.send(request.build()).statusCode()).isEqualTo(415);
  }

  @Test
  void jsonMayNameItsCharset() throws Exception {
    var request = HttpRequest.newBuilder(harness.uri()).POST(BodyPublishers.ofString(BODY))
        .header("Content-Type", "application/json; charset=utf-8").build();

    assertThat(harness.send(request).statusCode()).isEqualTo(200);
  }

  @Test
  void compressedBodiesAreRefused() throws Exception {
    var request = harness.request(BODY).header("Content-Encoding", "gzip").build();

    assertThat(harness.send(request).statusCode()).isIn(400, 415);
  }

  @Test
  void aBrowserSeesWhatThisIs() throws Exception {
    var response = harness.send(HttpRequest.newBuilder(harness.uri()).GET().build());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
    assertThat(response.body()).contains("JSON-RPC").contains(GatewayHarness.VERSION);
  }

  @Test
  void otherMethodsAndPathsAreRefused() throws Exception {
    var put = HttpRequest.newBuilder(harness.uri()).PUT(BodyPublishers.ofString(BODY)).build();
    var elsewhere = HttpRequest.newBuilder(harness.uri().resolve("/etc/passwd")).GET().build();

    assertThat(harness.send(put).statusCode()).isEqualTo(405);
    assertThat(harness.send(elsewhere).statusCode()).isEqualTo(404);
  }

  @Test
  void aBodyOverTheLimitIsRefusedUnread() throws Exception {
    int tooLong = (5 << 20) + 1;
    var response = raw(harness, "POST / HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: "
        + tooLong + "\nConnection: close\n\n");

    assertThat(status(response)).isEqualTo(413);
  }

  @Test
  void aChunkedBodyOverTheLimitIsRefused() throws Exception {
    try (var small = limited(1_000, 100)) {
      var chunks = new StringBuilder(
          "POST / HTTP/1.1\nHost: localhost\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n");
      for (int i = 0; i < 11; i++) {
        chunks.append("64\n").append(" ".repeat(100)).append('\n');
      }

      assertThat(status(raw(small, chunks + "0\n\n"))).isEqualTo(413);
    }
  }

  private static GatewayHarness limited(int maxBodyBytes, int maxResponseBytes) throws Exception {
    return new GatewayHarness(config -> GatewayHarness.limited(config, limits -> {
      var transport = limits.transport();
      return new Limits(new Limits.Transport(maxBodyBytes, transport.maxDepth(), transport.maxBatch(),
          maxResponseBytes, transport.maxHeaderBytes(), transport.connections()),
          limits.work(), limits.sockets(), limits.rate());
    }), Clock.systemUTC());
  }

  @Test
  void aBodyOfTheGreatestLengthIsRead() throws Exception {
    var body = BODY + " ".repeat((5 << 20) - BODY.length());

    assertThat(harness.post(body).get("result").asText()).isEqualTo("0x7a69");
  }

  @Test
  void aResponseOverTheLimitIsAnError() throws Exception {
    try (var small = limited(10_000, 100)) {
      var call = BODY.replace("eth_chainId", "eth_blockNumber");
      var batch = small.post("[" + call + "," + BODY.replace("eth_chainId\",\"params\":[]",
          "eth_getBlockByNumber\",\"params\":[\"0x1\"]") + "," + call + "]");

      assertThat(batch).hasSize(3);
      assertThat(batch.get(0).get("result").asText()).isEqualTo("0x3");
      assertThat(batch.get(1).get("error").get("code").asInt()).isEqualTo(-32005);
      assertThat(batch.get(1).get("error").get("data").get("code").asText()).isEqualTo("LIMIT");
      assertThat(batch.get(2).get("id").asInt()).isEqualTo(1);
    }
  }

  @Test
  void headersOverTheLimitAreRefused() throws Exception {
    var response = raw(harness, post("Host: localhost\nContent-Type: application/json\nX-Long: " + "x".repeat(17 << 10)
        + "\n"));

    assertThat(status(response)).isBetween(400, 431);
  }

  @Test
  void malformedHttpShowsNoStackTrace() throws Exception {
    var response = raw(harness, "NONSENSE\n\n");

    assertThat(response).doesNotContain("Exception").doesNotContain(".java").doesNotContain("io.helidon");
  }
}
