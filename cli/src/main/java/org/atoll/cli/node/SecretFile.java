package org.atoll.cli.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A secret that a setting names the file of; only its owner may read it. */
final class SecretFile {
  private SecretFile() {}

  /**
   * @param name of the file, seen from the folder; empty: there is none
   * @throws IOException when there is no such file, it is empty, or others may read it
   */
  static Optional<String> read(Path folder, String name) throws IOException {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    var file = folder.resolve(name);
    if (!Files.exists(file)) {
      throw new IOException(file + " does not exist");
    }
    KeyFile.requirePrivate(file);
    var secret = Files.readString(file).strip();
    if (secret.isEmpty()) {
      throw new IOException(file + " is empty");
    }
    return Optional.of(secret);
  }
}
