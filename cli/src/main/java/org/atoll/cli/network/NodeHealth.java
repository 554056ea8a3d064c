package org.atoll.cli.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a node says about itself.
 *
 * @param processors family and version of each that is connected
 * @param guardSequence grows with each vote it signs; 0 when it is no member
 */
public record NodeHealth(long height, long finalHeight, int peers, boolean inStep, String engine, double secondsSinceFinal,
    long guardSequence, List<String> processors, List<String> reasons) {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  public NodeHealth {
    processors = List.copyOf(processors);
    reasons = List.copyOf(reasons);
  }

  /** How many instances of a family are connected. */
  public int processors(String family) {
    return (int) processors.stream().filter(name -> name.startsWith(family + " ")).count();
  }

  /** Whether all that belongs to the node has begun. */
  public boolean hasStarted() {
    return !reasons.contains("starting") && !reasons.contains("processor-missing");
  }

  /** Asks nodes of this machine. */
  static final class Asker implements AutoCloseable {
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(PATIENCE).build();
    private final JsonMapper json = JsonMapper.builder().build();

    /** Empty when there is no answer. */
    Optional<NodeHealth> ask(int opsPort) throws InterruptedException {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + opsPort + "/readyz")).timeout(PATIENCE)
          .build();
      try {
        var root = json.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        return root.has("height") ? Optional.of(read(root)) : Optional.empty();
      } catch (IOException unreachable) { // it is not up, or goes down
        return Optional.empty();
      }
    }

    private static NodeHealth read(JsonNode root) {
      var processors = new ArrayList<String>();
      root.path("processors").forEach(name -> processors.add(name.asText()));
      var reasons = new ArrayList<String>();
      root.path("reasons").forEach(reason -> reasons.add(reason.path("code").asText()));
      return new NodeHealth(root.path("height").asLong(), root.path("finalHeight").asLong(),
          root.path("peers").asInt(), root.path("inStep").asBoolean(), root.path("engine").asText(),
          root.path("secondsSinceFinal").asDouble(), root.path("guardSequence").asLong(), processors, reasons);
    }

    @Override
    public void close() {
      http.shutdownNow();
    }
  }
}
