package org.atoll.cli.evm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * One expectation of a test.
 *
 * @param file where it was found: a path, for an archive followed by {@code !} and the entry
 * @param name of the test in the file
 * @param forkName as the file calls it
 * @param root of the state afterwards
 * @param logs keccak of the RLP list of logs
 * @param raw the signed transaction
 * @param rejected whether the transaction must be refused
 */
public record StateTestCase(String file, String name, StateTest test, Fork fork, String forkName,
    Verdict.Indexes indexes, Hash32 root, Optional<Hash32> logs, Optional<Bytes> raw, boolean rejected) {

  static StateTestCase of(String file, String name, StateTest test, Fork fork, String forkName, JsonNode post)
      throws BadStateTest {
    var indexes = Fields.required(post, "indexes");
    var logs = Fields.member(post, "logs");
    var raw = Fields.member(post, "txbytes");
    return new StateTestCase(file, name, test, fork, forkName,
        new Verdict.Indexes(indexes.path("data").asInt(), indexes.path("gas").asInt(), indexes.path("value").asInt()),
        Fields.hash(Fields.required(post, "hash")),
        logs.isEmpty() ? Optional.empty() : Optional.of(Fields.hash(logs.get())),
        raw.isEmpty() ? Optional.empty() : Optional.of(Fields.bytes(raw.get().asText())),
        Fields.member(post, "expectException").filter(what -> !what.asText().isEmpty()).isPresent());
  }

  /** Members file, name, fork, indexes. */
  public ObjectNode json() {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("file", file).put("name", name).put("fork", forkName);
    indexes.write(json.putObject("indexes"));
    return json;
  }
}
