package org.atoll.sdk.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.atoll.sdk.ethereum.Fork;

/**
 * Finds Ethereum's official test data, which is not part of this repository: in the folder that system property or
 * environment variable {@code ATOLL_CONFORMANCE} names, else in {@code shared/conformance} beside the working directory
 * or any folder above it.
 */
public final class Conformance {
  /** Why a test is skipped when there is no {@link #folder()}. */
  public static final String MISSING =
      "skipped, no official test data: set ATOLL_CONFORMANCE to its folder, or put it at ../shared/conformance";

  private static final String NAME = "ATOLL_CONFORMANCE";

  private Conformance() {}

  /**
   * Empty when the data is not there.
   *
   * @throws IllegalStateException when ATOLL_CONFORMANCE names no folder: a typing error must not skip tests
   */
  public static Optional<Path> folder() {
    var named = Optional.ofNullable(System.getProperty(NAME)).or(() -> Optional.ofNullable(System.getenv(NAME)));
    if (named.isPresent()) {
      var folder = Path.of(named.get());
      if (!Files.isDirectory(folder)) {
        throw new IllegalStateException(NAME + " names no folder: " + folder);
      }
      return Optional.of(folder);
    }
    for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      var folder = at.resolve("shared").resolve("conformance");
      if (Files.isDirectory(folder)) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  /** A file or folder of the data, such as {@code basic/basic.zip}; empty without {@link #folder()}. */
  public static Optional<Path> file(String relative) {
    return folder().map(folder -> folder.resolve(relative)).filter(Files::exists);
  }

  /** Calls with name and content of every entry of a zip archive whose name starts so, in the order of the names. */
  public static void forEachEntry(Path archive, String start, BiConsumer<String, byte[]> reader) {
    try (var zip = new ZipFile(archive.toFile())) {
      var entries = zip.stream().filter(entry -> !entry.isDirectory() && entry.getName().startsWith(start))
          .sorted(Comparator.comparing(ZipEntry::getName)).toList();
      for (var entry : entries) {
        try (var in = zip.getInputStream(entry)) {
          reader.accept(entry.getName(), in.readAllBytes());
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(archive.toString(), unreadable);
    }
  }

  /** The fork a test file means, such as {@code EIP150}, {@code ConstantinopleFix} or {@code Merge}. */
  public static Optional<Fork> fork(String name) {
    return switch (name) {
      case "EIP150" -> Optional.of(Fork.TANGERINE_WHISTLE);
      case "EIP158" -> Optional.of(Fork.SPURIOUS_DRAGON);
      case "ConstantinopleFix" -> Optional.of(Fork.PETERSBURG);
      case "Merge" -> Optional.of(Fork.PARIS);
      default -> Fork.ofId(name.toLowerCase(Locale.ROOT));
    };
  }
}
