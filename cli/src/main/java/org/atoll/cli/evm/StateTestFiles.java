package org.atoll.cli.evm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.atoll.sdk.ethereum.Fork;

/** Finds test files in files, folders and zip archives, and the cases in them, in an order that does not change. */
final class StateTestFiles {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Takes what is found. */
  interface Sink {
    void found(StateTestCase which) throws InterruptedException;

    /** Something that should have been a case. */
    void unreadable(Verdict verdict);
  }

  private final Set<Fork> forks;
  private final Sink sink;

  /** @param forks only cases of these; empty for all */
  StateTestFiles(Set<Fork> forks, Sink sink) {
    this.forks = forks;
    this.sink = sink;
  }

  /** A test file, an archive of them, or a folder with either at any depth; names that begin with a dot are skipped. */
  void read(Path path) throws InterruptedException {
    try {
      if (Files.isDirectory(path)) {
        List<Path> inside;
        try (var children = Files.list(path)) {
          inside = children.filter(StateTestFiles::counts).sorted().toList();
        }
        for (var child : inside) {
          read(child);
        }
      } else if (path.toString().endsWith(".zip")) {
        archive(path);
      } else {
        file(path.toString(), Files.readAllBytes(path));
      }
    } catch (IOException unreadable) {
      sink.unreadable(Verdict.unreadable(path.toString(), "", "", "cannot be read: " + unreadable));
    }
  }

  private static boolean counts(Path path) {
    var name = path.getFileName().toString();
    return !name.startsWith(".") && (name.endsWith(".json") || name.endsWith(".zip") || Files.isDirectory(path));
  }

  private void archive(Path path) throws IOException, InterruptedException {
    try (var zip = new ZipFile(path.toFile())) {
      var entries = zip.stream().filter(entry -> !entry.isDirectory() && entry.getName().endsWith(".json"))
          .sorted(Comparator.comparing(ZipEntry::getName)).toList();
      for (var entry : entries) {
        try (var in = zip.getInputStream(entry)) {
          file(path + "!" + entry.getName(), in.readAllBytes());
        }
      }
    }
  }

  private void file(String file, byte[] content) throws IOException, InterruptedException {
    JsonNode tests;
    try {
      tests = JSON.readTree(content);
    } catch (JsonProcessingException broken) {
      sink.unreadable(Verdict.unreadable(file, "", "", "not JSON: " + broken.getOriginalMessage()));
      return;
    }
    if (!tests.isObject()) {
      sink.unreadable(Verdict.unreadable(file, "", "", "not an object of tests by name"));
      return;
    }
    for (var test : tests.properties()) {
      test(file, test.getKey(), test.getValue());
    }
  }

  private void test(String file, String name, JsonNode json) throws InterruptedException {
    var test = new StateTest(json);
    try {
      for (var fork : test.post().properties()) {
        expectations(file, name, test, fork.getKey(), fork.getValue());
      }
    } catch (BadStateTest bad) {
      sink.unreadable(Verdict.unreadable(file, name, "", bad.what()));
    }
  }

  private void expectations(String file, String name, StateTest test, String forkName, JsonNode posts)
      throws InterruptedException {
    var fork = ForkNames.of(forkName);
    if (!forks.isEmpty() && fork.filter(forks::contains).isEmpty()) {
      return;
    }
    if (fork.isEmpty()) {
      sink.unreadable(Verdict.unreadable(file, name, forkName, "no fork is known as '" + forkName + "'"));
      return;
    }
    for (var post : posts) {
      try {
        sink.found(StateTestCase.of(file, name, test, fork.get(), forkName, post));
      } catch (BadStateTest bad) {
        sink.unreadable(Verdict.unreadable(file, name, forkName, bad.what()));
      }
    }
  }
}
