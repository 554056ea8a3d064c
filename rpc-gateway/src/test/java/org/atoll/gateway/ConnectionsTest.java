package org.atoll.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many connections come in, and how slow they may be. */
@Timeout(60)
final class ConnectionsTest {
  private static final String BODY = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[]}";
  private static final String HEADER = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  private static final Limits.Connections USUAL = Limits.defaults().transport().connections();

  private static GatewayHarness gateway(Limits.Connections connections, UnaryOperator<GatewayConfig> change)
      throws IOException {
    return new GatewayHarness(config -> change.apply(GatewayHarness.limited(config, limits -> {
      var old = limits.transport();
      return new Limits(new Limits.Transport(old.maxBodyBytes(), old.maxDepth(), old.maxBatch(),
          old.maxResponseBytes(), old.maxHeaderBytes(), connections), limits.work(), limits.sockets(), limits.rate());
    })), Clock.systemUTC());
  }

  private static GatewayHarness strict() throws IOException {
    return gateway(new Limits.Connections(3, 2, 256, Duration.ofMillis(700), 1_000, USUAL.idle()),
        UnaryOperator.identity());
  }

  private static Socket connect(GatewayHarness harness) throws IOException {
    return connect(harness, InetAddress.getLoopbackAddress());
  }

  private static Socket connect(GatewayHarness harness, InetAddress address) throws IOException {
    var socket = new Socket(address, harness.gateway.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String whole() {
    return HEADER + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY;
  }

  /** The first line of what comes. */
  private static String status(Socket socket) throws IOException {
    var line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c >= 0 && c != '\r'; c = socket.getInputStream().read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  private static boolean isClosed(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (IOException reset) {
      return !(reset instanceof java.net.SocketTimeoutException);
    }
  }

  @Test
  void aHeaderThatIsNotWholeInTimeIsCut() throws Exception {
    try (var harness = strict(); var silent = connect(harness); var half = connect(harness)) {
      write(half, HEADER);

      for (var slow : List.of(silent, half)) {
        assertThat(status(slow)).isEqualTo("HTTP/1.1 408 Request Timeout");
        assertThat(isClosed(slow)).isTrue();
      }
    }
  }

  @Test
  void aHeaderThatDripsIsCutAlsoAfterAGoodRequest() throws Exception {
    try (var harness = strict(); var socket = connect(harness)) {
      write(socket, whole());
      assertThat(status(socket)).isEqualTo("HTTP/1.1 200 OK");
      Thread.sleep(1_500); // between two requests there is time
      socket.getInputStream().skipNBytes(socket.getInputStream().available());
      long start = System.nanoTime();
      var drip = Thread.ofVirtual().start(() -> {
        try {
          for (var letter : HEADER.repeat(5).split("")) {
            write(socket, letter);
            Thread.sleep(100);
          }
        } catch (IOException | InterruptedException cut) {
          Thread.currentThread().interrupt();
        }
      });

      assertThat(status(socket)).isEqualTo("HTTP/1.1 408 Request Timeout");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(isClosed(socket)).isTrue();
      drip.join(Duration.ofSeconds(5));
    }
  }

  @Test
  void aBodyThatDripsIsCut_aSteadyOneIsRead() throws Exception {
    try (var harness = strict(); var drips = connect(harness); var steady = connect(harness)) {
      write(drips, HEADER + "Content-Length: 100\r\n\r\n{");
      write(steady, HEADER + "Content-Length: " + (BODY.length() + 2_000) + "\r\n\r\n" + " ".repeat(1_000));
      Thread.sleep(500);
      write(steady, " ".repeat(1_000));
      Thread.sleep(700);
      write(steady, BODY);

      assertThat(status(steady)).isEqualTo("HTTP/1.1 200 OK");
      assertThat(status(drips)).isEqualTo("HTTP/1.1 408 Request Timeout");
      assertThat(isClosed(drips)).isTrue();
    }
  }

  @Test
  void aSlowAnswerAndAQuietWebSocketAreNotCut() throws Exception {
    try (var harness = strict(); var client = new SocketClient(harness); var socket = connect(harness)) {
      harness.validator.onQuery = query -> {
        try {
          Thread.sleep(2_000);
        } catch (InterruptedException closing) {
          Thread.currentThread().interrupt();
        }
        return FakeValidator.output(org.atoll.sdk.value.Bytes.fromHex("2a"));
      };
      var call = BODY.replace("eth_chainId\",\"params\":[]", "eth_call\",\"params\":[{}]");
      write(socket, HEADER + "Content-Length: " + call.length() + "\r\n\r\n" + call);

      assertThat(status(socket)).isEqualTo("HTTP/1.1 200 OK");
      assertThat(client.call("eth_chainId", "[]").get("result").asText()).isEqualTo("0x7a69");
    }
  }

  @Test
  void overTheLimitOfAllIs503_untilOneLeaves() throws Exception {
    try (var harness = gateway(new Limits.Connections(3, 2, 256, USUAL.header(), 1_000, USUAL.idle()),
        UnaryOperator.identity())) {
      var held = new ArrayList<Socket>();
      for (int i = 0; i < 3; i++) { // more than one remote address may: this machine's own are not counted
        held.add(connect(harness));
        write(held.getLast(), whole());
        assertThat(status(held.getLast())).isEqualTo("HTTP/1.1 200 OK");
      }
      try (var refused = connect(harness)) {
        assertThat(status(refused)).isEqualTo("HTTP/1.1 503 Service Unavailable");
        write(refused, whole());
        assertThat(isClosed(refused)).isTrue();
      }
      held.removeFirst().close();
      assertThat(eventually200(harness)).isTrue();
      for (var socket : held) {
        socket.close();
      }
    }
  }

  private static boolean eventually200(GatewayHarness harness) throws Exception {
    for (int i = 0; i < 50; i++) {
      try (var socket = connect(harness)) {
        write(socket, whole());
        if (status(socket).endsWith("200 OK")) {
          return true;
        }
      }
      Thread.sleep(100);
    }
    return false;
  }

  private static InetAddress notLoopback() throws IOException {
    var other = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress()).findFirst();
    assumeTrue(other.isPresent(), "this machine has no address but its own");
    return other.get();
  }

  private static GatewayHarness open(Limits.Connections connections) throws IOException {
    return gateway(connections, config -> new GatewayConfig("0.0.0.0", 0, List.of("*"), List.of(), false,
        config.clientVersion(), config.limits()));
  }

  @Test
  void overTheLimitOfARemoteAddressIs429() throws Exception {
    var address = notLoopback();
    try (var harness = open(new Limits.Connections(10, 2, 256, USUAL.header(), 1_000, USUAL.idle()));
        var first = connect(harness, address); var second = connect(harness, address)) {
      for (var socket : List.of(first, second)) {
        write(socket, whole());
        assertThat(status(socket)).isEqualTo("HTTP/1.1 200 OK");
      }
      try (var third = connect(harness, address)) {
        assertThat(status(third)).isEqualTo("HTTP/1.1 429 Too Many Requests");
      }
    }
  }

  @Test
  void overTheLimitOfUnfinishedHeadersIs503() throws Exception {
    var address = notLoopback();
    try (var harness = open(new Limits.Connections(10, 10, 1, USUAL.header(), 1_000, USUAL.idle()));
        var one = connect(harness, address); var other = connect(harness, address)) {
      for (int i = 0; i < 50 && one.getInputStream().available() + other.getInputStream().available() == 0; i++) {
        Thread.sleep(100); // either may have come first
      }
      boolean oneRefused = one.getInputStream().available() > 0;

      assertThat(status(oneRefused ? one : other)).isEqualTo("HTTP/1.1 503 Service Unavailable");
      write(oneRefused ? other : one, whole());
      assertThat(status(oneRefused ? other : one)).isEqualTo("HTTP/1.1 200 OK");
    }
  }
}
