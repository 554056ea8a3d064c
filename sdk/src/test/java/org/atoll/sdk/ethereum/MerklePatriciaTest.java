package org.atoll.sdk.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.testing.Conformance;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.Test;

class MerklePatriciaTest {
  @Test
  void passesTheOfficialTests() {
    var archive = Conformance.file("basic/basic.zip");
    assumeTrue(archive.isPresent(), Conformance.MISSING);
    var seen = new ArrayList<String>();
    Conformance.forEachEntry(archive.get(), "TrieTests/", (file, content) -> {
      if (file.contains("nextprev")) {
        return; // about walking a stored trie
      }
      boolean secure = file.toLowerCase(Locale.ROOT).contains("secure");
      Json.parse(content).properties().forEach(test -> {
        seen.add(test.getKey());
        assertThat(MerklePatricia.root(entries(test.getValue().get("in"), secure)).toString())
            .as("%s %s", file, test.getKey()).isEqualTo(test.getValue().get("root").asText());
      });
    });
    assertThat(seen).hasSizeGreaterThan(15);
  }

  private static Map<Bytes, Bytes> entries(JsonNode in, boolean secure) {
    var entries = new HashMap<Bytes, Bytes>();
    if (in.isArray()) {
      in.forEach(pair -> put(entries, pair.get(0), pair.get(1), secure));
    } else {
      in.properties().forEach(pair -> put(entries, new TextNode(pair.getKey()),
          pair.getValue(), secure));
    }
    return entries;
  }

  private static void put(Map<Bytes, Bytes> entries, JsonNode key, JsonNode value, boolean secure) {
    var plain = Json.bytesOrText(key.asText());
    var bytes = secure ? Keccak.hash(plain).bytes() : plain;
    if (value.isNull()) {
      entries.remove(bytes);
    } else {
      entries.put(bytes, Json.bytesOrText(value.asText()));
    }
  }

  @Test
  void nothingHasTheEmptyRoot() {
    assertThat(MerklePatricia.root(Map.of())).isEqualTo(MerklePatricia.EMPTY_ROOT);
    assertThat(MerklePatricia.orderedRoot(List.of())).isEqualTo(MerklePatricia.EMPTY_ROOT);
    assertThat(Keccak.hash(RlpWriter.encode(Bytes.EMPTY))).isEqualTo(MerklePatricia.EMPTY_ROOT);
  }

  @Test
  void emptyValuesAreRefused() {
    assertThatThrownBy(() -> MerklePatricia.root(Map.of(Bytes.fromHex("01"), Bytes.EMPTY)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aListIsATrieOverTheRlpOfItsIndexes() {
    for (int size : new int[] {1, 2, 3, 16, 127, 128, 129, 200, 256, 257, 700}) {
      var list = new ArrayList<Bytes>();
      var entries = new HashMap<Bytes, Bytes>();
      for (int i = 0; i < size; i++) {
        var value = Bytes.wrap(("value " + i + "x".repeat(i % 50)).getBytes(StandardCharsets.US_ASCII));
        list.add(value);
        entries.put(RlpWriter.encode(i), value);
      }
      assertThat(MerklePatricia.orderedRoot(list)).as("%s values", size).isEqualTo(MerklePatricia.root(entries));
    }
  }

  @Test
  void agreesWithANaiveTrie() {
    Seeds.forEachSeed(400, random -> {
      var entries = randomEntries(random);
      assertThat(MerklePatricia.root(entries)).isEqualTo(new NaiveTrie(entries).root());
    });
  }

  @Test
  void proofsOfPresenceAndAbsenceHold() {
    Seeds.forEachSeed(300, random -> {
      var entries = randomEntries(random);
      var trie = new NaiveTrie(entries);
      for (var entry : entries.entrySet()) {
        assertThat(MerklePatricia.verifyProof(trie.root(), entry.getKey(), trie.proof(entry.getKey())))
            .contains(entry.getValue());
      }
      for (int i = 0; i < 5; i++) {
        var key = randomKey(random);
        assertThat(MerklePatricia.verifyProof(trie.root(), key, trie.proof(key)))
            .isEqualTo(Optional.ofNullable(entries.get(key)));
      }
    });
  }

  /** Changed, missing, additional or exchanged nodes never prove anything else. */
  @Test
  void tamperedProofsAreRefused() {
    Seeds.forEachSeed(500, random -> {
      var entries = randomEntries(random);
      var trie = new NaiveTrie(entries);
      var key = random.nextBoolean() ? entries.keySet().iterator().next() : randomKey(random);
      var nodes = new ArrayList<>(trie.proof(key));
      switch (random.nextInt(4)) {
        case 0 -> nodes.remove(random.nextInt(nodes.size()));
        case 1 -> nodes.add(nodes.get(random.nextInt(nodes.size())));
        case 2 -> {
          int at = random.nextInt(nodes.size());
          var bytes = nodes.get(at).toArray();
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
          nodes.set(at, Bytes.wrap(bytes));
        }
        default -> nodes.addFirst(Bytes.wrap(Seeds.bytes(random, 40)));
      }
      assertThatThrownBy(() -> MerklePatricia.verifyProof(trie.root(), key, nodes))
          .isInstanceOf(InvalidProofException.class);
    });
  }

  @Test
  void nodesThatAreNoNodesAreRefused() {
    for (var hex : List.of("80", "c0", "c3808080", "c28080", "c24080", "c20180", "820000", "c4820000", "")) {
      var node = Bytes.fromHex(hex);
      assertThatThrownBy(() ->
          MerklePatricia.verifyProof(Keccak.hash(node), Bytes.fromHex("0102"), List.of(node)))
          .as(hex).isInstanceOf(InvalidProofException.class);
    }
  }

  @Test
  void theEmptyTrieProvesAbsenceWithoutNodes() throws InvalidProofException {
    assertThat(MerklePatricia.verifyProof(MerklePatricia.EMPTY_ROOT, Bytes.fromHex("01"), List.of())).isEmpty();
    assertThatThrownBy(() -> MerklePatricia.verifyProof(Hash32.ZERO, Bytes.fromHex("01"), List.of()))
        .isInstanceOf(InvalidProofException.class).hasMessage("node 0 is missing");
  }

  private static Map<Bytes, Bytes> randomEntries(RandomGenerator random) {
    var entries = new LinkedHashMap<Bytes, Bytes>();
    for (int i = 1 + random.nextInt(30); i > 0; i--) {
      entries.put(randomKey(random), Bytes.wrap(Seeds.bytes(random, 1 + random.nextInt(40))));
    }
    return entries;
  }

  /** From few letters, so that keys share beginnings and some are the beginning of others. */
  private static Bytes randomKey(RandomGenerator random) {
    var key = new byte[random.nextInt(5)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(3) * 0x11 + (random.nextInt(4) == 0 ? random.nextInt(16) : 0));
    }
    return Bytes.wrap(key);
  }
}
