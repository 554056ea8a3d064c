package org.atoll.cli.node;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.atoll.gossip.CurveKeyPair;
import org.atoll.sdk.value.Bytes;

/** The network key in a file only its owner may read: JSON {schema, algorithm, publicKey, secret}. */
public final class NetworkKeyFile {
  private static final String SCHEMA = "atoll.key/1";
  private static final String ALGORITHM = "CURVE";

  private NetworkKeyFile() {}

  /** @throws IOException when the file is not a network key, or others may read it */
  public static CurveKeyPair read(Path file) throws IOException {
    KeyFile.requirePrivate(file);
    var root = JsonMapper.builder().build().readTree(Files.readString(file));
    try {
      if (!root.path("algorithm").asText().equals(ALGORITHM)) {
        throw new IllegalArgumentException("its algorithm is not " + ALGORITHM);
      }
      var keys = CurveKeyPair.of(Bytes.fromHex(root.path("secret").asText()));
      if (!keys.publicKey().toHex().equals(root.path("publicKey").asText())) {
        throw new IllegalArgumentException("secret and publicKey do not belong together");
      }
      return keys;
    } catch (IllegalArgumentException wrong) {
      throw new IOException(file + " is not a network key: " + wrong.getMessage(), wrong);
    }
  }

  /** Never overwrites. */
  public static void write(Path file, CurveKeyPair keys) throws IOException {
    var root = JsonMapper.builder().build().createObjectNode();
    root.put("schema", SCHEMA);
    root.put("algorithm", ALGORITHM);
    root.put("publicKey", keys.publicKey().toHex());
    root.put("secret", keys.secretKey().toHex());
    WholeFile.create(file, root.toPrettyString() + "\n", "rw-------");
  }
}
