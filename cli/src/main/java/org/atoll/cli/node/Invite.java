package org.atoll.cli.node;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.genesis.Genesis;

/**
 * What a node needs to join a network besides {@code genesis.json}, which lies beside it.
 *
 * @param genesisDigest SHA-256 of the genesis as {@link Genesis#toJson} writes it
 * @param checkpoint a final block as {@code sync.checkpoint} has it; empty: none
 */
public record Invite(long chainId, Hash32 genesisDigest, List<MemberCard> members, String checkpoint) {
  private static final String SCHEMA = "atoll.invite/1";

  public Invite {
    members = List.copyOf(members);
  }

  public static Hash32 digest(Genesis genesis) {
    return Sha256.hash(Bytes.wrap(genesis.toJson().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  /** @throws IOException when the file is no invite, saying why */
  public static Invite read(Path file) throws IOException {
    var root = JsonMapper.builder().build().readTree(file.toFile());
    try {
      if (!root.path("schema").asText().equals(SCHEMA)) {
        throw new IllegalArgumentException("its schema is not " + SCHEMA);
      }
      var members = new ArrayList<MemberCard>();
      root.path("members").forEach(card -> members.add(MemberCard.parse(card)));
      return new Invite(root.path("chainId").asLong(), Hash32.fromHex(root.path("genesis").asText()), members,
          root.path("checkpoint").asText());
    } catch (IllegalArgumentException wrong) {
      throw new IOException(file + " is not an invite: " + wrong.getMessage(), wrong);
    }
  }

  public String toJson() {
    var root = JsonMapper.builder().build().createObjectNode();
    root.put("schema", SCHEMA);
    root.put("chainId", chainId);
    root.put("genesis", genesisDigest.bytes().toHex());
    if (!checkpoint.isEmpty()) {
      root.put("checkpoint", checkpoint);
    }
    var list = root.putArray("members");
    members.forEach(card -> list.add(card.toJson()));
    return root.toPrettyString();
  }
}
