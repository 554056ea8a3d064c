package org.atoll.validator.finality;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.validator.finality.core.GuardStore;

/**
 * The folder {@code guard/}: what a key has signed, outside {@code data/} and backups (consensus.md §2.3). Locked while
 * open, so that no second process signs with the same key.
 */
public final class GuardFolder implements AutoCloseable {
  private final Path folder;
  private final FileChannel lock;

  private GuardFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Makes the folder when there is none.
   *
   * @throws IOException also when another process has it open
   */
  public static GuardFolder open(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      Files.createDirectories(folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    var lock = FileChannel.open(folder.resolve("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      if (lock.tryLock() == null) {
        throw new IOException("guard is in use by another process: " + folder);
      }
    } catch (OverlappingFileLockException twice) {
      lock.close();
      throw new IOException("guard is in use by this process already: " + folder, twice);
    } catch (IOException busy) {
      lock.close();
      throw busy;
    }
    return new GuardFolder(folder, lock);
  }

  /** For the {@code VoteGuard} of this key: each key has its own. */
  public GuardStore votes(PublicKey key) {
    return new GuardFile(folder, "votes-" + brief(key));
  }

  /** For the {@code SealGuard} of this key. */
  public GuardStore seals(PublicKey key) {
    return new GuardFile(folder, "seals-" + brief(key));
  }

  private static String brief(PublicKey key) {
    return Sha256.hash(key.encoded()).bytes().slice(0, 8).toHex();
  }

  /** Lets others in. */
  @Override
  public void close() throws IOException {
    lock.close();
  }

  static void forceFolder(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
