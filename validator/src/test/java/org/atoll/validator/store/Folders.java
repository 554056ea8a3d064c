package org.atoll.validator.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.atoll.sdk.value.Bytes;

/** Copies of stores, and what is in them. */
final class Folders {
  private Folders() {}

  static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        var target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (!file.getFileName().toString().equals("LOCK")) {
          Files.copy(file, target);
        }
      }
    }
  }

  static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** All entries but the step records. */
  static NavigableMap<Bytes, Bytes> content(StoreReader store) {
    var content = new TreeMap<Bytes, Bytes>();
    store.scan(Bytes.EMPTY, (key, value) -> {
      if (key.get(0) != 'Z') {
        content.put(key, value);
      }
      return true;
    });
    return content;
  }
}
