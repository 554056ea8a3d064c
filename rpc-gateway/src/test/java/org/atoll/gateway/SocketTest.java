package org.atoll.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests and subscriptions over WebSocket. */
final class SocketTest {
  private static final int HEADS = 12_000; // more than the kernel buffers of one connection hold

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

  private static GatewayHarness withSockets(Limits.Sockets sockets) throws Exception {
    return new GatewayHarness(config -> GatewayHarness.limited(config,
        limits -> new Limits(limits.transport(), limits.work(), sockets, limits.rate())), Clock.systemUTC());
  }

  @Test
  void requestsAndBatchesAreAnswered() throws Exception {
    try (var client = new SocketClient(harness)) {
      assertThat(client.call("eth_chainId", "[]").get("result").asText()).isEqualTo("0x7a69");
      assertThat(client.call("eth_nope", "[]").get("error").get("code").asInt()).isEqualTo(-32601);
      client.send("nonsense");
      assertThat(client.next().get("error").get("code").asInt()).isEqualTo(-32700);
      client.send("[{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"net_version\"},"
          + "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"eth_blockNumber\"}]");
      assertThat(client.next()).hasSize(2);
      client.sendParts("{\"jsonrpc\":\"2.0\",\"id\":9,", "\"method\":\"net_", "version\"}");
      assertThat(client.next().get("result").asText()).isEqualTo("31337");
    }
  }

  @Test
  void newHeadsAndLogsAreSentAsTheyCome() throws Exception {
    try (var client = new SocketClient(harness)) {
      var heads = client.subscribe("[\"newHeads\"]");
      var logs = client.subscribe("[\"logs\",{\"address\":\"" + SampleChain.CONTRACT + "\",\"topics\":[\""
          + SampleChain.TOPIC + "\"]}]");
      assertThat(heads).startsWith("0x").isNotEqualTo(logs);

      var block = News.mine(harness.validator, SampleChain.withAccessList(5));
      harness.validator.tell(News.head(block));

      var both = List.of(client.next(), client.next());
      var head = both.stream().filter(m -> m.at("/params/subscription").asText().equals(heads)).findFirst().orElseThrow();
      var log = both.stream().filter(m -> m.at("/params/subscription").asText().equals(logs)).findFirst().orElseThrow();
      assertThat(head.get("method").asText()).isEqualTo("eth_subscription");
      assertThat(head.at("/params/result/hash").asText()).isEqualTo(News.hash(block));
      assertThat(head.at("/params/result/number").asText()).isEqualTo("0x4");
      assertThat(head.at("/params/result").has("transactions")).isFalse();
      assertThat(log.at("/params/result/blockHash").asText()).isEqualTo(News.hash(block));
      assertThat(log.at("/params/result/removed").asBoolean()).isFalse();
    }
  }

  @Test
  void aReorganisationSendsRemovedLogsFirst() throws Exception {
    try (var client = new SocketClient(harness)) {
      client.subscribe("[\"logs\"]");
      var dropped = News.mine(harness.validator, SampleChain.withAccessList(5));
      harness.validator.tell(News.head(dropped));
      client.next();
      client.next();

      var removed = SampleChain.logs(dropped).reversed().stream().map(log -> log.toBuilder().setRemoved(true).build());
      var instead = SampleChain.block(
          SampleChain.header(4, Hash32.ZERO, 1_700_000_099), List.of(SampleChain.withAccessList(5)));
      harness.validator.tell(News.head(instead, removed.toList()));

      var expected = new String[] {"0x1 true", "0x0 true", "0x0 false", "0x1 false"};
      for (var log : expected) {
        var result = client.next().at("/params/result");
        assertThat(result.get("logIndex").asText() + " " + result.get("removed").asText()).isEqualTo(log);
      }
    }
  }

  @Test
  void pendingTransactionsAreSentAsHashesOrWhole() throws Exception {
    try (var hashes = new SocketClient(harness); var whole = new SocketClient(harness)) {
      hashes.subscribe("[\"newPendingTransactions\"]");
      whole.subscribe("[\"newPendingTransactions\",true]");
      var transaction = SampleChain.legacy(5);
      harness.validator.pool.add(SampleChain.pending(transaction));

      harness.validator.tell(News.pending(transaction));

      assertThat(hashes.next().at("/params/result").asText()).isEqualTo(transaction.hash().toString());
      var result = whole.next().at("/params/result");
      assertThat(result.get("hash").asText()).isEqualTo(transaction.hash().toString());
      assertThat(result.get("blockHash").isNull()).isTrue();
    }
  }

  @Test
  void unsubscribingEndsIt() throws Exception {
    try (var client = new SocketClient(harness)) {
      var id = client.subscribe("[\"newHeads\"]");

      assertThat(client.call("eth_unsubscribe", "[\"" + id + "\"]").get("result").asBoolean()).isTrue();
      harness.validator.tell(News.head(News.mine(harness.validator)));

      var error = client.call("eth_unsubscribe", "[\"" + id + "\"]").get("error");
      assertThat(error.get("message").asText()).isEqualTo("subscription not found");
    }
  }

  @Test
  void anotherSocketsSubscriptionIsOutOfReach() throws Exception {
    try (var owner = new SocketClient(harness); var other = new SocketClient(harness)) {
      var id = owner.subscribe("[\"newHeads\"]");

      assertThat(other.call("eth_unsubscribe", "[\"" + id + "\"]").has("error")).isTrue();
    }
  }

  @Test
  void unknownTopicsAndTooManySubscriptionsAreRefused() throws Exception {
    try (var client = new SocketClient(harness)) {
      assertThat(client.call("eth_subscribe", "[\"weather\"]").at("/error/message").asText())
          .isEqualTo("no \"weather\" subscription in eth namespace");
      for (int i = 0; i < 100; i++) {
        client.subscribe("[\"syncing\"]");
      }
      assertThat(client.call("eth_subscribe", "[\"newHeads\"]").at("/error/code").asInt()).isEqualTo(-32005);
    }
  }

  @Test
  void aLostStreamClosesSubscribersRatherThanLeavingAGap() throws Exception {
    try (var client = new SocketClient(harness); var bystander = new SocketClient(harness)) {
      client.subscribe("[\"newHeads\"]");

      harness.validator.breakWatches();

      assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1013);
      assertThat(bystander.call("eth_chainId", "[]").get("result").asText()).isEqualTo("0x7a69");
    }
  }

  @Test
  void aSubscriberThatDoesNotReadIsClosed() throws Exception {
    try (var slow = withSockets(new Limits.Sockets(10, 10, 100, 1 << 20));
        var socket = new Socket()) {
      slow.validator.awaitWatcher();
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress("127.0.0.1", slow.gateway.port()));
      socket.setSoTimeout(20_000);
      upgrade(socket, "Host: localhost\r\n");
      sendText(socket, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}");
      socket.getInputStream().read(); // the response begins; from now on nothing is read

      var head = News.head(slow.validator.blocks.getLast());
      for (int i = 0; i < HEADS; i++) {
        slow.validator.tell(head);
      }

      try (var other = new SocketClient(slow)) { // meanwhile others are served
        assertThat(other.call("eth_chainId", "[]").get("result").asText()).isEqualTo("0x7a69");
      }
      long read = drain(socket);
      assertThat(read).isLessThan(HEADS * 1_300L);
    }
  }

  private static long drain(Socket socket) throws java.io.IOException {
    long read = 0;
    var buffer = new byte[1 << 16];
    try {
      for (int n = 0; n >= 0; n = socket.getInputStream().read(buffer)) {
        read += n;
      }
    } catch (java.net.SocketException reset) {
      return read; // closed, too
    }
    return read;
  }

  private static String upgrade(Socket socket, String headers) throws Exception {
    var request = "GET / HTTP/1.1\r\n" + headers + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    var response = new StringBuilder();
    while (!response.toString().endsWith("\r\n\r\n")) {
      response.append((char) socket.getInputStream().read());
    }
    return response.toString();
  }

  /** A masked frame with an empty mask, of less than 126 bytes. */
  private static void sendText(Socket socket, String text) throws Exception {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var frame = new byte[6 + bytes.length];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | bytes.length);
    System.arraycopy(bytes, 0, frame, 6, bytes.length);
    socket.getOutputStream().write(frame);
  }

  @Test
  void foreignHostsAndOriginsAreRefused() throws Exception {
    try (var socket = new Socket("127.0.0.1", harness.gateway.port())) {
      assertThat(upgrade(socket, "Host: evil.example\r\n")).startsWith("HTTP/1.1 403");
    }
    assertThatThrownBy(() -> harness.http.newWebSocketBuilder().header("Origin", "https://evil.example")
        .buildAsync(harness.socketUri(), new WebSocket.Listener() {}).join())
        .isInstanceOfSatisfying(CompletionException.class, failure -> assertThat(failure.getCause())
            .isInstanceOfSatisfying(WebSocketHandshakeException.class, refused ->
                assertThat(refused.getResponse().statusCode()).isEqualTo(403)));
  }

  @Test
  void socketsOverTheLimitAreRefusedUntilOneCloses() throws Exception {
    try (var small = withSockets(new Limits.Sockets(1, 10, 100, 1 << 20))) {
      var first = new SocketClient(small);
      first.call("eth_chainId", "[]");
      try (var socket = new Socket("127.0.0.1", small.gateway.port())) {
        assertThat(upgrade(socket, "Host: localhost\r\n")).startsWith("HTTP/1.1 503");
      }
      first.send("bye");
      first.close();
      var open = false;
      for (int i = 0; i < 100 && !open; i++) {
        try (var socket = new Socket("127.0.0.1", small.gateway.port())) {
          open = upgrade(socket, "Host: localhost\r\n").startsWith("HTTP/1.1 101");
        }
        TimeUnit.MILLISECONDS.sleep(open ? 0 : 300);
      }
      assertThat(open).isTrue();
    }
  }

  @Test
  void aMessageOverTheLimitClosesTheSocket() throws Exception {
    try (var client = new SocketClient(harness)) {
      var part = " ".repeat(1 << 20);
      client.sendParts(part, part, part, part, part, part);

      assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1009);
    }
  }

  @Test
  void closingTheGatewaySaysGoodbye() throws Exception {
    var client = new SocketClient(harness);
    client.call("eth_chainId", "[]");

    harness.gateway.close();

    assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1001);
  }
}
