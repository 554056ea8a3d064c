package org.atoll.validator.finality;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.finality.core.GuardStore;

/**
 * A guard's two slots as two files, which never shrink, so that most writes change no size. Readable by their owner only.
 * Used by one thread.
 */
final class GuardFile implements GuardStore {
  private static final int MAX_SIZE = 64 << 20;

  private final Path folder;
  private final String name;

  GuardFile(Path folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  @Override
  public Bytes read(int slot) {
    var file = file(slot);
    try {
      if (!Files.exists(file)) {
        return Bytes.EMPTY;
      }
      if (Files.size(file) > MAX_SIZE) {
        throw new IOException("guard file is larger than " + MAX_SIZE + " bytes: " + file);
      }
      return Bytes.wrap(Files.readAllBytes(file));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void write(int slot, Bytes content) {
    var file = file(slot);
    try {
      boolean isNew = !Files.exists(file);
      try (var channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        var bytes = ByteBuffer.wrap(content.unsafeArray());
        while (bytes.hasRemaining()) {
          channel.write(bytes, bytes.position());
        }
        channel.force(false);
      }
      if (isNew) {
        GuardFolder.forceFolder(folder);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private Path file(int slot) {
    return folder.resolve(name + "." + slot);
  }
}
