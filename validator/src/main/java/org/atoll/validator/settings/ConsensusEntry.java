package org.atoll.validator.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * An entry of the consensus schedule: which engine decides from a height on, for whom, and how (consensus.md §3).
 *
 * @param engine by name
 * @param members those of every epoch
 * @param epochBlocks heights in an epoch, 64 or more
 * @param sealScope within what a key may sign one block
 * @param params the engine's own, whole numbers by name
 * @param finality parameters of the finality overlay that differ from the defaults
 */
public record ConsensusEntry(String engine, String version, MemberSet members, long epochBlocks, SealScope sealScope,
    Map<String, Long> params, Map<String, Long> finality) {
  /** Within what a key may sign one block. */
  public enum SealScope { HEIGHT, TIMESTAMP }

  private static final int COMPRESSED = 33;
  private static final int MIN_MEMBERS = 4;
  private static final long MIN_EPOCH_BLOCKS = 64;
  private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
      .build();
  private static final Set<String> NAMES = Set.of("engine", "version", "members", "epochBlocks", "sealScope", "params",
      "finality");
  private static final Set<String> FINALITY_NAMES = Set.of("proposeMs", "voteMs", "stepMs", "maxTimeoutMs",
      "rebroadcastMs", "maxLagBlocks", "seenBlocks", "minMembers", "evidenceEpochs", "relays");

  public ConsensusEntry {
    params = new TreeMap<>(params);
    finality = new TreeMap<>(finality);
    if (engine.isEmpty() || version.isEmpty()) {
      throw new IllegalArgumentException("consensus names an engine and its version, such as dpos and 1.0");
    }
    if (epochBlocks < MIN_EPOCH_BLOCKS) {
      throw new IllegalArgumentException("epochBlocks is " + MIN_EPOCH_BLOCKS + " or more, not " + epochBlocks);
    }
    var unknown = new TreeSet<>(finality.keySet());
    unknown.removeAll(FINALITY_NAMES);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown finality parameters " + unknown + "; known are "
          + new TreeSet<>(FINALITY_NAMES));
    }
    long minMembers = finality.getOrDefault("minMembers", (long) MIN_MEMBERS);
    if (!engine.equals("dev") && members.size() < minMembers) {
      throw new IllegalArgumentException("a set of " + members.size() + " members survives no fault; make it " + minMembers
          + " or more, or write the true number as finality.minMembers");
    }
  }

  /** One validator that decides alone. */
  public static ConsensusEntry dev(PublicKey member) {
    return new ConsensusEntry("dev", "1.0", MemberSet.of(List.of(Member.of(member))), 256, SealScope.HEIGHT,
        Map.of(), Map.of());
  }

  public boolean isDev() {
    return engine.equals("dev");
  }

  /** What the engine is given at its init: canonical JSON of its parameters. */
  public Bytes engineParams() {
    var root = JSON.createObjectNode();
    params.forEach(root::put);
    return utf8(root);
  }

  /** As headers name the entry: SHA-256 of its canonical JSON. */
  public Hash32 paramsHash() {
    return Sha256.hash(canonical());
  }

  /** Sorted keys, integers, no spaces. */
  public Bytes canonical() {
    return utf8(toJson());
  }

  private static Bytes utf8(ObjectNode root) {
    try {
      return Bytes.wrap(JSON.writeValueAsString(JSON.treeToValue(root, TreeMap.class))
          .getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("a tree that was just made cannot be written", broken);
    }
  }

  public ObjectNode toJson() {
    var root = JSON.createObjectNode();
    root.put("engine", engine);
    root.put("version", version);
    root.put("epochBlocks", epochBlocks);
    root.put("sealScope", sealScope.name());
    var list = root.putArray("members");
    for (var member : members.members()) {
      list.addObject().put("key", keyText(member.key())).put("weight", member.weight());
    }
    params.forEach(root.putObject("params")::put);
    finality.forEach(root.putObject("finality")::put);
    return root;
  }

  private static String keyText(PublicKey key) {
    return key.algorithm() == SignatureAlgorithm.SECP256K1 ? key.bytes().toHex() : key.encoded().toHex();
  }

  /** @throws IllegalArgumentException saying what is wrong and where */
  public static ConsensusEntry parse(JsonNode root) {
    if (!root.isObject()) {
      throw new IllegalArgumentException("\"consensus\" is an object with engine, version and members");
    }
    root.fieldNames().forEachRemaining(name -> {
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException("unknown member \"" + name + "\" of \"consensus\"; known are "
            + new TreeSet<>(NAMES));
      }
    });
    var members = new ArrayList<Member>();
    for (var entry : root.path("members")) {
      members.add(new Member(parseKey(entry.path("key").asText("")), entry.path("weight").asLong(1)));
    }
    var scope = root.path("sealScope").asText("TIMESTAMP");
    if (!scope.equals("HEIGHT") && !scope.equals("TIMESTAMP")) {
      throw new IllegalArgumentException("sealScope is HEIGHT or TIMESTAMP, not " + scope);
    }
    return new ConsensusEntry(root.path("engine").asText(""), root.path("version").asText("1.0"), MemberSet.of(members),
        root.path("epochBlocks").asLong(840), SealScope.valueOf(scope), numbers(root.path("params"), "params"),
        numbers(root.path("finality"), "finality"));
  }

  private static Map<String, Long> numbers(JsonNode node, String what) {
    var numbers = new TreeMap<String, Long>();
    node.properties().forEach(entry -> {
      if (!entry.getValue().isIntegralNumber() || !entry.getValue().canConvertToLong()) {
        throw new IllegalArgumentException("consensus." + what + "." + entry.getKey() + " is a whole number, not "
            + entry.getValue());
      }
      numbers.put(entry.getKey(), entry.getValue().asLong());
    });
    return numbers;
  }

  /**
   * A key as people write it: a compressed secp256k1 key in hex, or any key with its algorithm's code before it.
   *
   * @throws IllegalArgumentException saying what is expected
   */
  public static PublicKey parseKey(String hex) {
    try {
      var bytes = Bytes.fromHex(hex);
      return bytes.size() == COMPRESSED ? new PublicKey(SignatureAlgorithm.SECP256K1, bytes) : PublicKey.decode(bytes);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("a member's key is a compressed secp256k1 key in hex (see atoll keys), not \""
          + hex + "\"", wrong);
    }
  }
}
