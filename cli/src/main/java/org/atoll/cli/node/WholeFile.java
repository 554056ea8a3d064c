package org.atoll.cli.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that are there as a whole or not at all, whatever happens to the process while they are made. */
public final class WholeFile {
  private WholeFile() {}

  /**
   * Makes a file with this text.
   *
   * @param permissions such as {@code rw-------}
   * @throws FileAlreadyExistsException when there is one
   */
  public static void create(Path file, String text, String permissions) throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    replace(file, text, permissions);
  }

  /** Makes a file with this text in the place of one that is there. */
  public static void replace(Path file, String text, String permissions) throws IOException {
    var part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part); // of a process that died
    var modes = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    try (var channel = FileChannel.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), modes)) {
      var bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
