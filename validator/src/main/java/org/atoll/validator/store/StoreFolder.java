package org.atoll.validator.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.atoll.sdk.value.Bytes;

/** The files around LevelDB's that say what a folder is and who uses it. */
final class StoreFolder {
  private static final String FORMAT_TEXT = "atoll-store 1\n";

  private StoreFolder() {}

  /** Takes the folder for this process until the channel is closed or the process dies. */
  static FileChannel lock(Path folder) throws IOException, StoreException {
    var channel = FileChannel.open(folder.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException ours) {
      throw new StoreException(StoreException.Reason.LOCKED, "this process has " + folder + " open already", ours);
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    if (!locked) {
      throw new StoreException(StoreException.Reason.LOCKED, "another process has " + folder + " open");
    }
    return channel;
  }

  /**
   * Whether a store is to be created here: LevelDB would silently start an empty one wherever its CURRENT is missing, so
   * that is allowed only where FORMAT, written last, never was.
   */
  static boolean isFresh(Path folder) throws IOException, StoreException {
    var format = folder.resolve("FORMAT");
    boolean database = LevelDbFiles.exists(folder.resolve("db"));
    if (!Files.exists(format)) {
      if (!database && Files.exists(folder.resolve("TIP")) && Files.size(folder.resolve("TIP")) > 0) {
        throw new StoreException(StoreException.Reason.CORRUPT, "FORMAT and database of " + folder + " are missing");
      }
      return !database || isLeftover(folder);
    }
    var text = Files.readString(format, StandardCharsets.ISO_8859_1);
    if (!text.equals(FORMAT_TEXT)) {
      throw new StoreException(StoreException.Reason.WRONG_FORMAT, folder + " is not a store of this version: its FORMAT is \""
          + text.strip() + "\"");
    }
    if (!database) {
      throw new StoreException(StoreException.Reason.CORRUPT, "the database of " + folder + " has no CURRENT");
    }
    return false;
  }

  /** A creation that was cut short: LevelDB's files are there, FORMAT is not; nothing can have been written yet. */
  private static boolean isLeftover(Path folder) throws IOException, StoreException {
    boolean tables = false;
    try (var files = Files.list(folder.resolve("db"))) {
      tables = files.anyMatch(file -> file.toString().endsWith(".sst") || file.toString().endsWith(".ldb"));
    }
    for (var log : LevelDbFiles.logs(folder.resolve("db")).values()) {
      tables |= LogRecords.read(log, record -> {}).goodEnd() > 0;
    }
    if (tables) {
      throw new StoreException(StoreException.Reason.WRONG_FORMAT, folder + " holds data, but its FORMAT is missing");
    }
    return true;
  }

  /** Marks a new store as complete. */
  static void finish(Path folder) throws IOException {
    var fresh = folder.resolve("FORMAT.new");
    try (var channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(Bytes.wrap(FORMAT_TEXT.getBytes(StandardCharsets.ISO_8859_1)).toByteString().asReadOnlyByteBuffer());
      channel.force(true);
    }
    Files.move(fresh, folder.resolve("FORMAT"), StandardCopyOption.ATOMIC_MOVE);
    forceFolder(folder);
  }

  /** Makes created and renamed files durable; does nothing where the system cannot open folders. */
  static void forceFolder(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
