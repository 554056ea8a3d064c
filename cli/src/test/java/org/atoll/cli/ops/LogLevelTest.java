package org.atoll.cli.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.atoll.cli.log.LogLevels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class LogLevelTest {
  private static final String NAME = "org.atoll.cli.ops.sample";
  private static final Logger SAMPLE = LoggerFactory.getLogger(NAME);

  @AfterEach
  void restore() {
    LogLevels.set(NAME, LogLevels.INHERIT);
  }

  private static OpsServer server(String host, Optional<String> token) throws Exception {
    var server = OpsServer.start(new InetSocketAddress(host, 0), CompletableFuture::new, Duration.ofDays(1), List.of(),
        Optional::empty, "0.1.0", Clock.systemUTC());
    server.serveLogLevels(token);
    return server;
  }

  private static HttpResponse<String> ask(OpsServer server, String method, String query, String... headers)
      throws Exception {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/loglevel" + query))
        .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void aLevelChangesWhileTheProcessRuns() throws Exception {
    LogLevels.set(NAME, "warn");
    try (var server = server("127.0.0.1", Optional.empty())) {
      assertThat(SAMPLE.isDebugEnabled()).isFalse();

      var answer = ask(server, "PUT", "?logger=" + NAME + "&level=debug");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"schema\":\"atoll.log-level/1\",\"logger\":\"" + NAME
          + "\",\"old\":\"warn\",\"new\":\"debug\"}\n");
      assertThat(SAMPLE.isDebugEnabled()).isTrue();
      assertThat(ask(server, "GET", "").body()).contains("\"" + NAME + "\":\"debug\"").contains("\"root\":\"");
      assertThat(ask(server, "GET", "?logger=" + NAME).body()).contains("\"level\":\"debug\"");

      ask(server, "PUT", "?logger=" + NAME + "&level=inherit");
      assertThat(ask(server, "GET", "").body()).doesNotContain(NAME);
    }
  }

  @Test
  void whatIsWrongIsSaidAndChangesNothing() throws Exception {
    LogLevels.set(NAME, "warn");
    try (var server = server("127.0.0.1", Optional.empty())) {
      var level = ask(server, "PUT", "?logger=" + NAME + "&level=loud");
      assertThat(level.statusCode()).isEqualTo(400);
      assertThat(level.body()).contains("loud").contains("error, warn, info, debug, trace, and inherit");
      assertThat(ask(server, "PUT", "?logger=org.atoll.cli.ops.simple&level=debug").body())
          .contains("did you mean " + NAME + "?");
      assertThat(ask(server, "PUT", "?logger=root&level=inherit").statusCode()).isEqualTo(400);
      assertThat(ask(server, "PUT", "?logger=" + NAME).statusCode()).isEqualTo(400);
      assertThat(ask(server, "GET", "?name=x").statusCode()).isEqualTo(400);
      assertThat(ask(server, "DELETE", "").statusCode()).isEqualTo(405);
      assertThat(LogLevels.get(NAME)).isEqualTo("warn");
    }
  }

  @Test
  void offThisMachineATokenIsAskedFor() throws Exception {
    LogLevels.set(NAME, "warn");
    var change = "?logger=" + NAME + "&level=debug";
    try (var server = server("0.0.0.0", Optional.of("s3cret"))) {
      assertThat(ask(server, "PUT", change).statusCode()).isEqualTo(401);
      assertThat(ask(server, "GET", "").statusCode()).isEqualTo(401);
      assertThat(ask(server, "PUT", change, "Authorization", "Bearer other").statusCode()).isEqualTo(401);
      assertThat(LogLevels.get(NAME)).isEqualTo("warn");
      assertThat(ask(server, "PUT", change, "Authorization", "Bearer s3cret").statusCode()).isEqualTo(200);
    }
    try (var server = server("0.0.0.0", Optional.empty())) {
      var answer = ask(server, "PUT", change, "Authorization", "Bearer ");
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("ops.token-file");
    }
  }

  @Test
  void noWebPageGetsHereByANameOfItsOwn() throws Exception {
    try (var server = server("127.0.0.1", Optional.empty());
        var socket = new Socket("127.0.0.1", server.port());
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.getOutputStream().write("GET /loglevel HTTP/1.1\r\nHost: evil.example\r\n\r\n"
          .getBytes(StandardCharsets.UTF_8));

      assertThat(in.readLine()).contains(" 403 ");
    }
  }

  @Test
  void namesAreThoseOfLoggersThatExist() {
    assertThat(LogLevels.get("org.atoll")).isEqualTo(LogLevels.get("root"));
    assertThatThrownBy(() -> LogLevels.get("org.atoll.cli.ops.nobody")).isInstanceOf(IllegalArgumentException.class);
  }
}
