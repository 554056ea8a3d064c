package org.atoll.cli.node;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.value.Bytes;

/** One private key in a file only its owner may read: JSON {schema, algorithm, publicKey, secret}. */
public final class KeyFile {
  private static final String SCHEMA = "atoll.key/1";

  private KeyFile() {}

  /** @throws IOException when the file is not a key file, or others may read it */
  public static PrivateKey read(Path file) throws IOException {
    requirePrivate(file);
    var root = JsonMapper.builder().build().readTree(Files.readString(file));
    try {
      var key = PrivateKey.of(SignatureAlgorithm.valueOf(root.path("algorithm").asText()),
          Bytes.fromHex(root.path("secret").asText()));
      if (!key.publicKey().bytes().toHex().equals(root.path("publicKey").asText())) {
        throw new IllegalArgumentException("secret and publicKey do not belong together");
      }
      return key;
    } catch (IllegalArgumentException wrong) {
      throw new IOException(file + " is not a key file: " + wrong.getMessage(), wrong);
    }
  }

  /** @throws IOException when others may read the file */
  static void requirePrivate(Path file) throws IOException {
    var modes = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
    if (!Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE).containsAll(modes)) {
      throw new IOException("key file " + file + " may be read by others (" + PosixFilePermissions.toString(modes)
          + "); do: chmod 600 " + file);
    }
  }

  /** Never overwrites. */
  public static void write(Path file, PrivateKey key) throws IOException {
    var root = JsonMapper.builder().build().createObjectNode();
    root.put("schema", SCHEMA);
    root.put("algorithm", key.publicKey().algorithm().name());
    root.put("publicKey", key.publicKey().bytes().toHex());
    root.put("secret", key.secret().toHex());
    WholeFile.create(file, root.toPrettyString() + "\n", "rw-------");
  }
}
