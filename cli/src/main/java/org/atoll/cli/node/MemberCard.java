package org.atoll.cli.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.atoll.gossip.PeerAddress;

/**
 * What a member shows the others of itself, nothing of it secret: JSON {schema, org, address}.
 *
 * @param org who runs the node
 * @param address its keys and where it listens
 */
public record MemberCard(String org, PeerAddress address) {
  private static final String SCHEMA = "atoll.member/1";

  /** @throws IOException when the file is no card, saying why */
  public static MemberCard read(Path file) throws IOException {
    try {
      return parse(JsonMapper.builder().build().readTree(file.toFile()));
    } catch (IllegalArgumentException wrong) {
      throw new IOException(file + " is not a member card: " + wrong.getMessage(), wrong);
    }
  }

  static MemberCard parse(JsonNode root) {
    if (!root.path("schema").asText().equals(SCHEMA)) {
      throw new IllegalArgumentException("its schema is not " + SCHEMA);
    }
    return new MemberCard(root.path("org").asText(), PeerAddress.parse(root.path("address").asText()));
  }

  public ObjectNode toJson() {
    return JsonMapper.builder().build().createObjectNode().put("schema", SCHEMA).put("org", org)
        .put("address", address.toString());
  }
}
