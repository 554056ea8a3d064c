package org.atoll.cli.evm;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * What came of one case, or of a file that could not be read.
 *
 * @param name of the test; empty when the file as a whole is meant
 * @param fork as the file calls it; empty when unknown
 * @param indexes of the case; absent for a file, test or fork that could not be understood
 * @param root of the state the run came to
 * @param expected what it should be
 * @param error why the case failed; empty when it passed
 */
public record Verdict(String file, String name, String fork, Optional<Indexes> indexes, Optional<Hash32> root,
    Optional<Hash32> expected, Optional<String> error) {

  /** Which variants of the transaction's fields a case takes. */
  public record Indexes(int data, int gas, int value) {
    void write(ObjectNode json) {
      json.put("data", data).put("gas", gas).put("value", value);
    }
  }

  static Verdict passed(StateTestCase which, Hash32 root) {
    return of(which, Optional.of(root), Optional.empty());
  }

  static Verdict failed(StateTestCase which, Optional<Hash32> root, String error) {
    return of(which, root, Optional.of(error));
  }

  private static Verdict of(StateTestCase which, Optional<Hash32> root, Optional<String> error) {
    return new Verdict(which.file(), which.name(), which.forkName(), Optional.of(which.indexes()), root,
        Optional.of(which.root()), error);
  }

  static Verdict unreadable(String file, String name, String fork, String error) {
    return new Verdict(file, name, fork, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(error));
  }

  public boolean passed() {
    return error.isEmpty();
  }

  /** Members file, name, fork, indexes, pass, stateRoot, expected, error; null for what is not known. */
  public ObjectNode json() {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("file", file).put("name", orNull(name)).put("fork", orNull(fork));
    if (indexes.isPresent()) {
      indexes.get().write(json.putObject("indexes"));
    } else {
      json.putNull("indexes");
    }
    json.put("pass", passed());
    json.put("stateRoot", root.map(hash -> hash.bytes().to0x()).orElse(null));
    json.put("expected", expected.map(hash -> hash.bytes().to0x()).orElse(null));
    return json.put("error", error.orElse(null));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
