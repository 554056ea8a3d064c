package org.atoll.sdk.ethereum;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.atoll.sdk.value.Bytes;

/** Reads the official test files. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static JsonNode parse(byte[] content) {
    try {
      return MAPPER.readTree(content);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The result of the first answer in a recording of requests and answers. */
  static JsonNode recordedResult(Path recording) throws IOException {
    var answer = Files.readAllLines(recording).stream().filter(line -> line.startsWith("<< ")).findFirst();
    return parse(answer.orElseThrow().substring(3).getBytes(StandardCharsets.UTF_8)).get("result");
  }

  static List<Bytes> hexes(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(one -> Bytes.fromHex(one.asText())).toList();
  }

  static long quantity(JsonNode node) {
    return Long.parseUnsignedLong(node.asText().substring(2), 16);
  }

  /** Hexadecimal after {@code 0x}, else the text's bytes. */
  static Bytes bytesOrText(String text) {
    return text.startsWith("0x") ? Bytes.fromHex(text) : Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
