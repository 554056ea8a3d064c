package org.atoll.cli.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;

/** The keys of a node's folder. */
public final class KeyFiles {
  private KeyFiles() {}

  /** The node's signing key; made at the first call. */
  public static PrivateKey signing(Path folder) throws IOException {
    var file = folder.resolve("keys").resolve("signing.json");
    if (Files.exists(file)) {
      return KeyFile.read(file);
    }
    Files.createDirectories(file.getParent());
    Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwx------"));
    var key = PrivateKey.generate(SignatureAlgorithm.SECP256K1, new SecureRandom());
    KeyFile.write(file, key);
    return key;
  }
}
