package org.atoll.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway in front of two validators. */
final class FailoverTest {
  private final FakeValidator first = new FakeValidator();
  private final FakeValidator second = new FakeValidator();
  private final List<Server> servers = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private GatewayServer gateway;

  @BeforeEach
  void start() throws Exception {
    for (var validator : List.of(first, second)) {
      var name = InProcessServerBuilder.generateName();
      servers.add(InProcessServerBuilder.forName(name).addService(validator).build().start());
      channels.add(InProcessChannelBuilder.forName(name).directExecutor().build());
    }
    begin(Duration.ofMinutes(1));
  }

  private void begin(Duration homing) throws Exception {
    gateway = GatewayServer.start(GatewayConfig.local(0, false, GatewayHarness.VERSION), channels, homing,
        Clock.systemUTC());
    first.awaitWatcher();
  }

  @AfterEach
  void stop() {
    gateway.close();
    channels.forEach(ManagedChannel::shutdownNow);
    servers.forEach(Server::shutdownNow);
    http.close();
  }

  private String call(String method) throws Exception {
    var body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":[]}";
    return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port()))
        .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString()).body();
  }

  @Test
  void whenTheFirstIsGoneNoRequestFails() throws Exception {
    first.failure = Status.UNAVAILABLE;

    assertThat(call("eth_blockNumber")).contains("\"result\":\"0x3\"");
  }

  @Test
  void theWatchMovesToTheOneThatAnswers() throws Exception {
    first.failure = Status.UNAVAILABLE;

    call("eth_blockNumber");

    second.awaitWatcher();
  }

  @Test
  void itStaysWithTheOneThatAnswers() throws Exception {
    first.failure = Status.UNAVAILABLE;
    call("eth_blockNumber");
    first.failure = Status.INTERNAL; // would be shown if it were asked again

    assertThat(call("eth_blockNumber")).contains("\"result\":\"0x3\"");
  }

  @Test
  void itComesBackToItsOwnWhenThatAnswersAgain() throws Exception {
    gateway.close();
    begin(Duration.ofMillis(20));
    first.failure = Status.UNAVAILABLE;
    call("eth_blockNumber");
    second.awaitWatcher();

    second.failure = Status.INTERNAL; // shown for as long as it is asked

    first.failure = null;

    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!call("eth_blockNumber").contains("\"result\":\"0x3\"")) {
      assertThat(System.nanoTime()).as("still with the second").isLessThan(deadline);
    }
  }

  @Test
  void whenTheSecondIsGoneTooTheFirstIsAskedAgain() throws Exception {
    first.failure = Status.UNAVAILABLE;
    call("eth_blockNumber");
    first.failure = null;
    second.failure = Status.UNAVAILABLE;

    assertThat(call("eth_blockNumber")).contains("\"result\":\"0x3\"");
  }

  @Test
  void whenBothAreGoneTheAnswerSaysSo() throws Exception {
    first.failure = Status.UNAVAILABLE;
    second.failure = Status.UNAVAILABLE;

    assertThat(call("eth_blockNumber")).contains("the validator is not reachable");
  }

  @Test
  void aValidatorThatRefusesTheGatewayIsAsGoodAsGone() throws Exception {
    first.failure = Status.PERMISSION_DENIED;
    assertThat(call("eth_blockNumber")).contains("\"result\":\"0x3\"");

    second.failure = Status.PERMISSION_DENIED;
    assertThat(call("eth_blockNumber")).contains("-32011").contains("the validator refuses this gateway");
  }

  @Test
  void whatTheValidatorRefusesIsNotAskedElsewhere() throws Exception {
    first.failure = Status.INTERNAL;

    assertThat(call("eth_blockNumber")).contains("internal error");
  }
}
