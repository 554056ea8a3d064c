package org.atoll.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A gateway on a free port in front of a {@link FakeValidator}. */
final class GatewayHarness implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  static final String VERSION = "Atoll/v0.1.0/java25";

  final FakeValidator validator = new FakeValidator();
  final GatewayServer gateway;
  final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Server server;
  private final ManagedChannel channel;

  GatewayHarness(UnaryOperator<GatewayConfig> change, Clock clock) throws IOException {
    var name = InProcessServerBuilder.generateName();
    server = InProcessServerBuilder.forName(name).addService(validator).build().start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build(); // news arrive before tell returns
    gateway = GatewayServer.start(change.apply(GatewayConfig.local(0, false, VERSION)), channel, clock);
  }

  static GatewayHarness start() throws IOException {
    return new GatewayHarness(UnaryOperator.identity(), Clock.systemUTC());
  }

  static GatewayHarness startDev() throws IOException {
    return new GatewayHarness(GatewayHarness::dev, Clock.systemUTC());
  }

  static GatewayConfig dev(GatewayConfig config) {
    return new GatewayConfig(config.host(), config.port(), config.hosts(), config.origins(), true,
        config.clientVersion(), config.limits());
  }

  static GatewayConfig limited(GatewayConfig config, UnaryOperator<Limits> change) {
    return new GatewayConfig(config.host(), config.port(), config.hosts(), config.origins(), config.dev(),
        config.clientVersion(), change.apply(config.limits()));
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + gateway.port() + "/");
  }

  URI socketUri() {
    return URI.create("ws://127.0.0.1:" + gateway.port() + "/");
  }

  HttpRequest.Builder request(String body) {
    return HttpRequest.newBuilder(uri())
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** The response to a whole text. */
  JsonNode post(String body) throws IOException, InterruptedException {
    return JSON.readTree(send(request(body).build()).body());
  }

  /** The response to one request; {@code params} is a JSON array. */
  JsonNode call(String method, String params) throws IOException, InterruptedException {
    return post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}");
  }

  /** The result of a request that must succeed. */
  JsonNode result(String method, String params) throws IOException, InterruptedException {
    var response = call(method, params);
    if (response.has("error")) {
      throw new AssertionError(method + params + " answered " + response);
    }
    return response.get("result");
  }

  /** Code and message, as in {@code -32602 invalid argument 0: …}, of a request that must fail. */
  String error(String method, String params) throws IOException, InterruptedException {
    var response = call(method, params);
    if (!response.has("error")) {
      throw new AssertionError(method + params + " answered " + response);
    }
    return response.get("error").get("code").asText() + " " + response.get("error").get("message").asText();
  }

  @Override
  public void close() throws InterruptedException {
    gateway.close();
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
  }
}
