package org.atoll.bench.rpc;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Builds JSON-RPC bodies; parameters come as JSON text. */
public final class Requests {
  private Requests() {}

  /** One request with id 0. */
  public static byte[] single(String method, String params) {
    var text = new StringBuilder();
    append(text, 0, method, params);
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The same method with many parameters; the ids count from 0.
   *
   * @param params each what stands between the brackets of {@code "params":[…]}
   */
  public static byte[] batch(String method, List<String> params) {
    var text = new StringBuilder(params.stream().mapToInt(one -> one.length() + 80).sum() + 2).append('[');
    for (int i = 0; i < params.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      append(text, i, method, params.get(i));
    }
    return text.append(']').toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void append(StringBuilder text, int id, String method, String params) {
    text.append("{\"jsonrpc\":\"2.0\",\"id\":").append(id).append(",\"method\":\"").append(method)
        .append("\",\"params\":[").append(params).append("]}");
  }
}
