package org.atoll.bench.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** JSON-RPC over one connection. Not thread-safe. */
public final class RpcClient implements Closeable {
  private static final int MAX_BATCH = 100;

  private final HttpConnection connection;

  public RpcClient(URI uri) {
    this.connection = new HttpConnection(uri);
  }

  /**
   * The result, which may be JSON null.
   *
   * @param params what stands between the brackets
   * @throws IOException also when the answer is an error, naming the method
   */
  public JsonNode call(String method, String params) throws IOException {
    return result(method, Replies.single(connection.post(Requests.single(method, params))));
  }

  /** A quantity such as {@code "0x1f"}. */
  public BigInteger quantity(String method, String params) throws IOException {
    return quantity(call(method, params));
  }

  public static BigInteger quantity(JsonNode result) throws IOException {
    var text = result.asText();
    if (!text.matches("0x[0-9a-fA-F]+")) {
      throw new IOException("not a quantity: " + result);
    }
    return new BigInteger(text.substring(2), 16);
  }

  /** Answers in the order asked, in as many batches as it takes. */
  public List<Reply> batch(String method, List<String> params) throws IOException {
    var replies = new ArrayList<Reply>(params.size());
    for (int from = 0; from < params.size(); from += MAX_BATCH) {
      var part = params.subList(from, Math.min(params.size(), from + MAX_BATCH));
      replies.addAll(Replies.batch(connection.post(Requests.batch(method, part)), part.size()));
    }
    return replies;
  }

  /** As {@link #batch}; any error fails. */
  public List<JsonNode> results(String method, List<String> params) throws IOException {
    var results = new ArrayList<JsonNode>(params.size());
    for (var reply : batch(method, params)) {
      results.add(result(method, reply));
    }
    return results;
  }

  private static JsonNode result(String method, Reply reply) throws IOException {
    return switch (reply) {
      case Reply.Ok(var result) -> result;
      case Reply.Error(int code, var message) -> throw new IOException(method + ": " + message + " (" + code + ")");
    };
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
