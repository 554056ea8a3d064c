package org.atoll.bench.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {
  private final Set<Integer> clientPorts = new HashSet<>();
  private HttpServer server;

  /** Answers with what it got; chunked under /chunked, status 503 under /busy. */
  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, 200, false));
    server.createContext("/chunked", exchange -> answer(exchange, 200, true));
    server.createContext("/busy", exchange -> answer(exchange, 503, false));
    server.start();
  }

  private void answer(HttpExchange exchange, int status, boolean chunked) throws IOException {
    clientPorts.add(exchange.getRemoteAddress().getPort());
    var body = exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, chunked ? 0 : body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  @Test
  void postsOnOneConnection() throws IOException {
    try (var connection = new HttpConnection(uri(""))) {
      assertThat(connection.post("one".getBytes(UTF_8))).asString().isEqualTo("one");
      assertThat(connection.post("two".getBytes(UTF_8))).asString().isEqualTo("two");
    }
    assertThat(clientPorts).hasSize(1);
  }

  @Test
  void readsChunks() throws IOException {
    var text = "0123456789".repeat(10_000);
    try (var connection = new HttpConnection(uri("/chunked"))) {
      assertThat(connection.post(text.getBytes(UTF_8))).asString().isEqualTo(text);
      assertThat(connection.post("again".getBytes(UTF_8))).asString().isEqualTo("again");
    }
  }

  @Test
  void anotherStatusFailsAndTells() throws IOException {
    try (var connection = new HttpConnection(uri("/busy"))) {
      assertThatThrownBy(() -> connection.post("wait".getBytes(UTF_8))).isInstanceOf(IOException.class)
          .hasMessageContaining("503").hasMessageContaining("wait");
    }
  }

  @Test
  void nobodyThereIsTold() throws IOException {
    server.stop(0);
    try (var connection = new HttpConnection(uri(""))) {
      assertThatThrownBy(() -> connection.post(new byte[0])).isInstanceOf(IOException.class)
          .hasMessageContaining("cannot reach " + uri(""));
    }
  }

  @Test
  void onlyHttp() {
    assertThatThrownBy(() -> new HttpConnection(URI.create("https://127.0.0.1/")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void quantities() throws IOException {
    assertThat(RpcClient.quantity(Replies.single("{\"result\":\"0x1f\"}".getBytes(UTF_8))
        instanceof Reply.Ok(var result) ? result : null)).isEqualTo(BigInteger.valueOf(31));
    assertThatThrownBy(() -> RpcClient.quantity(com.fasterxml.jackson.databind.node.TextNode.valueOf("31")))
        .isInstanceOf(IOException.class);
  }
}
