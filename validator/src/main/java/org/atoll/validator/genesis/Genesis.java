package org.atoll.validator.genesis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.settings.ConsensusEntry;

/**
 * The file a chain starts from.
 *
 * @param chainId 1 to 2^53 - 1
 * @param timestampMillis time of the genesis block
 * @param consensus who decides from the first block on, and how
 * @param accounts in order of their addresses
 * @param settings on-chain settings
 */
public record Genesis(long chainId, long timestampMillis, ConsensusEntry consensus, Map<EvmAddress, Account> accounts,
    Map<String, String> settings) {

  /** @param storage slot to value, both as 32 bytes; no zero values */
  public record Account(long nonce, BigInteger balance, Bytes code, Map<Hash32, Hash32> storage) {
    public Account {
      storage = new TreeMap<>(storage);
    }

    public static Account funded(BigInteger balance) {
      return new Account(0, balance, Bytes.EMPTY, Map.of());
    }
  }

  private static final Set<String> MEMBERS = Set.of("chainId", "timestampMillis", "consensus", "accounts",
      "settings", "templates");
  private static final Set<String> ACCOUNT_MEMBERS = Set.of("nonce", "balance", "code", "storage");

  public Genesis {
    accounts = new TreeMap<>(accounts);
    settings = new TreeMap<>(settings);
    if (chainId < 1 || chainId >= 1L << 53) {
      throw new IllegalArgumentException("chainId is a number from 1 to 2^53 - 1, not " + chainId);
    }
    if (timestampMillis < 0) {
      throw new IllegalArgumentException("timestampMillis must not be negative: " + timestampMillis);
    }
    ChainSettings.parse(settings);
    accounts.forEach(Genesis::checkAccount);
  }

  private static void checkAccount(EvmAddress address, Account account) {
    if (account.balance().signum() < 0 || account.balance().bitLength() > 256) {
      throw new IllegalArgumentException("account " + address + ": balance is out of range");
    }
    if (account.nonce() < 0) {
      throw new IllegalArgumentException("account " + address + ": nonce is out of range");
    }
    if (!account.storage().isEmpty() && account.nonce() == 0 && account.code().isEmpty()) {
      throw new IllegalArgumentException("account " + address + ": storage needs code or a nonce");
    }
  }

  /** With the contracts every chain has from the start besides the accounts given. */
  public static Genesis withTemplates(long chainId, long timestampMillis, ConsensusEntry consensus,
      Map<EvmAddress, Account> accounts, Map<String, String> settings) {
    var all = new TreeMap<>(Templates.ACCOUNTS);
    all.putAll(accounts);
    return new Genesis(chainId, timestampMillis, consensus, all, settings);
  }

  /** @throws IllegalArgumentException when the file is not a genesis file, saying where */
  public static Genesis read(Path file) throws IOException {
    try {
      return parse(Files.readString(file));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
    }
  }

  /** @throws IllegalArgumentException when the text is not a genesis file, saying where */
  public static Genesis parse(String text) {
    try {
      return parse(JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build().readTree(text));
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException("not JSON: " + broken.getOriginalMessage() + " at line "
          + broken.getLocation().getLineNr(), broken);
    }
  }

  private static Genesis parse(JsonNode root) {
    object(root, "a genesis file", MEMBERS);
    var given = new TreeMap<EvmAddress, Account>();
    object(root.path("accounts"), "\"accounts\"", Set.of()).properties().forEach(entry -> {
      if (given.put(evmAddress(entry.getKey()), account(entry.getKey(), entry.getValue())) != null) {
        throw new IllegalArgumentException("\"accounts\": " + entry.getKey() + " is listed twice");
      }
    });
    var accounts = new TreeMap<EvmAddress, Account>();
    if (root.path("templates").asBoolean(true)) {
      accounts.putAll(Templates.ACCOUNTS);
    }
    accounts.putAll(given);
    var settings = new LinkedHashMap<String, String>();
    object(root.path("settings"), "\"settings\"", Set.of()).properties()
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
    return new Genesis(integer(root, "chainId"), integer(root, "timestampMillis"),
        ConsensusEntry.parse(root.path("consensus")), accounts, settings);
  }

  /**
   * The node, which is an object or, but for the file itself, missing.
   *
   * @param known names of its members; empty: any
   */
  private static JsonNode object(JsonNode node, String what, Set<String> known) {
    if (!node.isObject() && !(node.isMissingNode() && !known.equals(MEMBERS))) {
      throw new IllegalArgumentException(what + " is a JSON object");
    }
    node.fieldNames().forEachRemaining(name -> {
      if (!known.isEmpty() && !known.contains(name)) {
        throw new IllegalArgumentException("unknown member \"" + name + "\" of " + what + "; known are "
            + new TreeSet<>(known));
      }
    });
    return node;
  }

  private static long integer(JsonNode root, String name) {
    var node = root.path(name);
    if (!node.isMissingNode() && !(node.isIntegralNumber() && node.canConvertToLong())) {
      throw new IllegalArgumentException("\"" + name + "\" is a whole number, not " + node);
    }
    return node.asLong(0);
  }

  private static EvmAddress evmAddress(String hex) {
    try {
      return EvmAddress.fromHex(hex);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("\"accounts\": \"" + hex + "\" is not an address", wrong);
    }
  }

  private static Account account(String name, JsonNode node) {
    try {
      var storage = new TreeMap<Hash32, Hash32>();
      object(node, "an account", ACCOUNT_MEMBERS);
      object(node.path("storage"), "\"storage\"", Set.of()).properties().forEach(entry -> {
        var value = word(entry.getValue().asText());
        if (!value.equals(Hash32.ZERO)) {
          storage.put(word(entry.getKey()), value);
        }
      });
      return new Account(number(node, "nonce").longValueExact(), number(node, "balance"),
          Bytes.fromHex(node.path("code").asText("0x")), storage);
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      throw new IllegalArgumentException("account " + name + ": " + wrong.getMessage(), wrong);
    }
  }

  /** Decimal, or hexadecimal after {@code 0x}; a JSON number or, for large ones, a string. */
  private static BigInteger number(JsonNode account, String name) {
    var text = account.path(name).asText("0");
    try {
      return text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException(name + " is a whole number, not \"" + text + "\"", wrong);
    }
  }

  private static Hash32 word(String hex) {
    var digits = hex.startsWith("0x") ? hex.substring(2) : hex;
    if (digits.length() > 64) {
      throw new IllegalArgumentException("storage words have 32 bytes at most: " + hex);
    }
    return Hash32.fromHex("0".repeat(64 - digits.length()) + digits);
  }

  /** The file's text; {@link #parse} is its inverse. */
  public String toJson() {
    var mapper = JsonMapper.builder().build();
    var root = mapper.createObjectNode();
    root.put("chainId", chainId);
    root.put("timestampMillis", timestampMillis);
    root.set("consensus", consensus.toJson());
    root.put("templates", false);
    var list = root.putObject("accounts");
    accounts.forEach((address, account) -> {
      var entry = list.putObject(address.toString());
      entry.put("balance", account.balance().toString());
      if (account.nonce() != 0) {
        entry.put("nonce", Long.toString(account.nonce()));
      }
      if (!account.code().isEmpty()) {
        entry.put("code", account.code().to0x());
      }
      if (!account.storage().isEmpty()) {
        var slots = entry.putObject("storage");
        account.storage().forEach((slot, value) -> slots.put(slot.toString(), value.toString()));
      }
    });
    var chosen = root.putObject("settings");
    settings.forEach(chosen::put);
    return root.toPrettyString();
  }
}
