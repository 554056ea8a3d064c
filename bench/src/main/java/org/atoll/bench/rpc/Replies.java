package org.atoll.bench.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Reads JSON-RPC answers. */
public final class Replies {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Reply MISSING = new Reply.Error(0, "no answer");

  private Replies() {}

  /** @throws IOException when the body is no JSON-RPC answer */
  public static Reply single(byte[] body) throws IOException {
    return reply(JSON.readTree(body));
  }

  /**
   * Answers in the order of the requests, whatever order they came in.
   *
   * @param count of requests with the ids from 0; what was not answered is an error with code 0
   * @throws IOException when the body is neither JSON-RPC answers nor one error for all
   */
  public static List<Reply> batch(byte[] body, int count) throws IOException {
    var root = JSON.readTree(body);
    if (!root.isArray()) {
      if (reply(root) instanceof Reply.Error(int code, var message)) {
        throw new IOException("the whole batch was refused: " + message + " (" + code + ")");
      }
      throw new IOException("one answer to a batch");
    }
    var replies = new Reply[count];
    Arrays.fill(replies, MISSING);
    for (var answer : root) {
      int id = answer.path("id").asInt(-1);
      if (id >= 0 && id < count) {
        replies[id] = reply(answer);
      }
    }
    return List.of(replies);
  }

  private static Reply reply(JsonNode answer) throws IOException {
    var error = answer.path("error");
    if (error.isObject()) {
      return new Reply.Error(error.path("code").asInt(), error.path("message").asText());
    }
    if (!answer.has("result")) {
      throw new IOException("no JSON-RPC answer: " + answer.toString().substring(0,
          Math.min(200, answer.toString().length())));
    }
    return new Reply.Ok(answer.get("result"));
  }
}
