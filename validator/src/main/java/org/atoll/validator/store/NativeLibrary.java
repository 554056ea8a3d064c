package org.atoll.validator.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Optional;
import org.atoll.sdk.crypto.Sha256;
import org.fusesource.hawtjni.runtime.Library;
import org.fusesource.leveldbjni.JniDBFactory;

/**
 * Puts LevelDB's native library into a folder of ours. Left alone, the binding unpacks a new copy into the temporary
 * folder at every start and leaves it there when the process is killed.
 */
final class NativeLibrary {
  private static final String NAME = "leveldbjni";
  private static final String PATH_PROPERTY = "library." + NAME + ".path";

  private NativeLibrary() {}

  /** Before the first use of the binding's classes: later calls in one process have no effect. */
  static synchronized void unpack(Path folder) throws IOException {
    if (System.getProperty(PATH_PROPERTY) != null) {
      return; // done, or the operator chose a library
    }
    var library = new Library(NAME, JniDBFactory.class);
    var wanted = find(library);
    if (wanted.isEmpty()) {
      return; // none for this platform in the jar: the binding will look elsewhere and say so
    }
    var bytes = wanted.get();
    var hash = Sha256.hash(bytes).bytes().unsafeArray();
    var home = makePrivate(folder.toAbsolutePath().resolve(NAME + "-" + HexFormat.of().formatHex(hash, 0, 8)));
    var target = home.resolve(library.getLibraryFileName());
    if (!Files.exists(target) || !Sha256.hash(Files.readAllBytes(target)).bytes().equals(Sha256.hash(bytes).bytes())) {
      var fresh = Files.createTempFile(home, NAME, ".new");
      Files.write(fresh, bytes);
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    System.setProperty(PATH_PROPERTY, home.toString());
  }

  private static Optional<byte[]> find(Library library) throws IOException {
    for (var folder : library.getSpecificSearchDirs()) {
      var name = "META-INF/native/" + (folder.equals(".") ? "" : folder + "/") + library.getLibraryFileName();
      try (var in = JniDBFactory.class.getClassLoader().getResourceAsStream(name)) {
        if (in != null) {
          return Optional.of(in.readAllBytes());
        }
      }
    }
    return Optional.empty();
  }

  private static Path makePrivate(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return Files.createDirectories(folder);
    }
    return Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
