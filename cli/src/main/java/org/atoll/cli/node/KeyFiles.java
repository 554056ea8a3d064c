package org.atoll.cli.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.atoll.gossip.CurveKeyPair;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.validator.finality.GuardFolder;
import org.atoll.validator.finality.core.SealGuard;
import org.atoll.validator.finality.core.VoteGuard;

/** The keys of a node's folder. */
public final class KeyFiles {
  private KeyFiles() {}

  /** The node's signing key; made at the first call. */
  public static PrivateKey signing(Path folder) throws IOException {
    var file = folder.resolve("keys").resolve("signing.json");
    if (Files.exists(file)) {
      return KeyFile.read(file);
    }
    makePrivate(folder.resolve("keys"));
    var key = PrivateKey.generate(SignatureAlgorithm.SECP256K1, new SecureRandom());
    KeyFile.write(file, key);
    return key;
  }

  /**
   * Makes signing key, guard and network key of a new node folder. The guard comes first: a key without one counts as
   * a key that may have signed anything.
   */
  public static void create(Path folder) throws IOException {
    makePrivate(folder.resolve("keys"));
    var key = PrivateKey.generate(SignatureAlgorithm.SECP256K1, new SecureRandom());
    try (var guard = GuardFolder.open(folder.resolve("guard"))) {
      VoteGuard.create(guard.votes(key.publicKey()));
      SealGuard.create(guard.seals(key.publicKey()));
    }
    KeyFile.write(folder.resolve("keys").resolve("signing.json"), key);
    NetworkKeyFile.write(folder.resolve("keys").resolve("network.json"), CurveKeyPair.generate(new SecureRandom()));
  }

  private static void makePrivate(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }
}
