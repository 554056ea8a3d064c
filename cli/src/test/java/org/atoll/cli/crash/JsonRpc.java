package org.atoll.cli.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A JSON-RPC client of one node. Thread-safe. */
public final class JsonRpc {
  private static final int BATCH = 100;
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(5)).build();
  private final URI uri;

  public JsonRpc(int port) {
    uri = URI.create("http://127.0.0.1:" + port);
  }

  /** The node said no. */
  public static final class RpcError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;
    private final transient JsonNode data;

    RpcError(JsonNode error) {
      super(error.path("message").asText());
      this.code = error.path("code").asInt();
      this.data = error.path("data");
    }

    int code() {
      return code;
    }

    JsonNode data() {
      return data;
    }
  }

  /** @param params JSON of the parameters, without the brackets */
  public JsonNode call(String method, String params) {
    try {
      return callLater(method, params).join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RpcError refused) {
        throw refused;
      }
      throw failed;
    }
  }

  /** Fails with {@link RpcError} when the node says no. */
  public CompletableFuture<JsonNode> callLater(String method, String params) {
    return post(request(1, method, params)).thenApply(reply -> result(read(reply)));
  }

  /** The results of one method for each of these, a hundred in a request. */
  List<JsonNode> callAll(String method, List<String> params) {
    var results = new ArrayList<JsonNode>(params.size());
    for (int from = 0; from < params.size(); from += BATCH) {
      var requests = new ArrayList<String>();
      for (int i = from; i < Math.min(params.size(), from + BATCH); i++) {
        requests.add(request(i, method, params.get(i)));
      }
      for (var reply : read(post("[" + String.join(",", requests) + "]").join())) {
        if (reply.path("id").asInt() != results.size()) {
          throw new AssertionError("replies are not in the order of the requests: " + reply);
        }
        results.add(result(reply));
      }
    }
    return results;
  }

  private static String request(int id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":[" + params + "]}";
  }

  private CompletableFuture<String> post(String body) {
    return http.sendAsync(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30))
        .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString()).thenApply(HttpResponse::body);
  }

  private static JsonNode read(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException broken) {
      throw new UncheckedIOException(body, broken);
    }
  }

  private static JsonNode result(JsonNode reply) {
    if (reply.has("error")) {
      throw new RpcError(reply.get("error"));
    }
    return reply.get("result");
  }

  public long number(String method, String params) {
    return quantity(call(method, params)).longValueExact();
  }

  public BigInteger balance(Object address, String block) {
    return quantity(call("eth_getBalance", quoted(address) + "," + quoted(block)));
  }

  public static BigInteger quantity(JsonNode node) {
    return new BigInteger(node.asText().substring(2), 16);
  }

  public static String quoted(Object text) {
    return "\"" + text + "\"";
  }

  public static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }
}
