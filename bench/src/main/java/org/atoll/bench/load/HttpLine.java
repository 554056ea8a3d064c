package org.atoll.bench.load;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.atoll.bench.rpc.HttpConnection;
import org.atoll.bench.rpc.Replies;
import org.atoll.bench.rpc.Reply;
import org.atoll.bench.rpc.Requests;

/** JSON-RPC batches of one method; a body is the text of its parameters. */
final class HttpLine implements Line<String> {
  private static final int LIMIT_EXCEEDED = -32005;

  private final HttpConnection connection;
  private final String method;

  HttpLine(URI uri, String method) {
    this.connection = new HttpConnection(uri);
    this.method = method;
  }

  @Override
  public List<Answer> send(List<String> bodies) throws IOException {
    var replies = bodies.size() == 1
        ? List.of(Replies.single(connection.post(Requests.single(method, bodies.getFirst()))))
        : Replies.batch(connection.post(Requests.batch(method, bodies)), bodies.size());
    return replies.stream().map(HttpLine::answer).toList();
  }

  private static Answer answer(Reply reply) {
    return switch (reply) {
      case Reply.Ok(var result) -> new Answer.Accepted();
      case Reply.Error(int code, var message) -> new Answer.Refused(generalized(message) + " (" + code + ")",
          code == LIMIT_EXCEEDED && message.contains("retry"));
    };
  }

  /** Without numbers and addresses, so that equal reasons count together. */
  private static String generalized(String message) {
    return message.replaceAll("0x[0-9a-fA-F]+", "0x…").replaceAll("\\d+", "#");
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
