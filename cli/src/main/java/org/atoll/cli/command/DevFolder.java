package org.atoll.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a development chain lies: a folder the user named, or a temporary one that goes with the process. */
final class DevFolder implements AutoCloseable {
  private static final List<String> OURS = List.of("data", "pool", "keys", "run", "genesis.json");

  private final Path path;
  private final boolean temporary;

  private DevFolder(Path path, boolean temporary) {
    this.path = path;
    this.temporary = temporary;
  }

  static DevFolder open(@Nullable Path named, boolean reset) throws IOException {
    if (named == null) {
      return new DevFolder(Files.createTempDirectory("atoll-dev-"), true);
    }
    Files.createDirectories(named);
    if (reset) {
      try (var lock = lock(named.resolve("data"))) {
        for (var name : OURS) {
          delete(named.resolve(name));
        }
      }
    }
    return new DevFolder(named, false);
  }

  /** Nobody's chain is pulled from under its feet. */
  private static Lock lock(Path store) throws IOException {
    if (!Files.isDirectory(store)) {
      return () -> {};
    }
    var channel = FileChannel.open(store.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw new UserError(UserError.NOT_NOW, "another process has " + store + " open; stop it before --reset");
    }
    return channel::close;
  }

  private interface Lock extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  Path path() {
    return path;
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (var files = Files.walk(tree)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void close() {
    if (temporary) {
      try {
        delete(path);
      } catch (IOException failed) {
        throw new UncheckedIOException("cannot delete the temporary folder " + path, failed);
      }
    }
  }
}
