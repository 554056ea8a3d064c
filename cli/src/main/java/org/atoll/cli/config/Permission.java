package org.atoll.cli.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.mempool.core.Access;
import org.atoll.validator.mempool.core.SenderRules;
import org.atoll.validator.settings.ConsensusEntry;

/**
 * {@code permission.toml} of a node folder (operations.md §6): tables {@code accounts} and {@code signers}, each with the
 * lists {@code allow} and {@code deny}. Strict.
 */
public record Permission(SenderRules senders) {
  public static final String FILE = "permission.toml";
  public static final Permission ALL = new Permission(SenderRules.ALL);

  private static final List<String> TABLES = List.of("accounts", "signers");
  private static final String NODES = "nodes";
  private static final List<String> LISTS = List.of("allow", "deny");
  private static final Pattern ACCOUNT = Pattern.compile("0x[0-9a-fA-F]{40}");
  private static final Pattern HEADING = Pattern.compile("\\[\\s*([\\w-]+)\\s*].*");

  /** A folder without the file permits all. */
  public static Permission read(Path folder) throws ConfigException, IOException {
    var file = folder.resolve(FILE);
    return Files.exists(file) ? parse(file.toString(), Files.readString(file)) : ALL;
  }

  /** @param name of the file, for messages */
  static Permission parse(String name, String text) throws ConfigException {
    return new Reader(name, text).read();
  }

  /** How many entries each list has, for the log. */
  public String summary() {
    return "accounts=" + size(senders.accounts()) + " signers=" + size(senders.signers());
  }

  private static String size(Access<?> access) {
    return "+" + access.allow().size() + "/-" + access.deny().size();
  }

  private record Reader(String name, String text) {
    Permission read() throws ConfigException {
      JsonNode root;
      try {
        root = TomlMapper.builder().build().readTree(text);
      } catch (JsonProcessingException broken) {
        throw new ConfigException(name + " is not TOML: " + broken.getOriginalMessage() + " at line "
            + broken.getLocation().getLineNr(), broken);
      }
      for (var table : root.properties()) {
        if (table.getKey().equals(NODES)) {
          throw refused("", NODES, "lists of nodes are p2p.allow and p2p.deny in atoll.toml");
        }
        if (!TABLES.contains(table.getKey())) {
          throw refused("", table.getKey(), "there is no " + table.getKey() + "; did you mean ["
              + Spelling.nearest(table.getKey(), TABLES) + "]?");
        }
        if (!table.getValue().isObject()) {
          throw refused("", table.getKey(), table.getKey() + " is a table with the lists allow and deny");
        }
        for (var list : table.getValue().properties()) {
          if (!LISTS.contains(list.getKey())) {
            throw refused(table.getKey(), list.getKey(), "there is no " + table.getKey() + "." + list.getKey()
                + "; did you mean " + table.getKey() + "." + Spelling.nearest(list.getKey(), LISTS) + "?");
          }
        }
      }
      return new Permission(
          new SenderRules(access(root, "accounts", Reader::account), access(root, "signers", Reader::signer)));
    }

    private <T> Access<T> access(JsonNode root, String table, Function<String, T> parse) throws ConfigException {
      return new Access<>(list(root, table, "allow", parse), list(root, table, "deny", parse));
    }

    private <T> Set<T> list(JsonNode root, String table, String key, Function<String, T> parse) throws ConfigException {
      var found = new LinkedHashSet<T>();
      var list = root.path(table).path(key);
      if (!list.isArray() && !list.isMissingNode()) {
        throw refused(table, key, table + "." + key + " is a list");
      }
      for (var item : list) {
        try {
          found.add(parse.apply(item.isTextual() ? item.asText() : item.toString()));
        } catch (IllegalArgumentException wrong) {
          throw refused(table, item.asText(), table + "." + key + ": " + wrong.getMessage());
        }
      }
      return found;
    }

    private static EvmAddress account(String entry) {
      if (!ACCOUNT.matcher(entry).matches()) {
        throw new IllegalArgumentException("\"" + entry + "\" is no account: 0x and 40 hex digits expected");
      }
      return EvmAddress.fromHex(entry);
    }

    private static Bytes signer(String entry) {
      try {
        return ConsensusEntry.parseKey(entry).encoded();
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException("\"" + entry + "\" is no signer: a public key in hex expected, 66 digits of "
            + "secp256k1", wrong);
      }
    }

    private ConfigException refused(String table, String word, String why) {
      int line = line(table, word);
      return new ConfigException(name + (line > 0 ? ", line " + line : "") + ": " + why);
    }

    /** Where the word stands first in the table; 0: nowhere, as it is written in another way. */
    private int line(String table, String word) {
      var lines = text.lines().toList();
      boolean inside = table.isEmpty();
      for (int i = 0; i < lines.size(); i++) {
        var heading = HEADING.matcher(lines.get(i).strip());
        if (heading.matches() && !table.isEmpty()) {
          inside = heading.group(1).equals(table);
        } else if (inside && lines.get(i).replaceFirst("#.*", "").contains(word)) {
          return i + 1;
        }
      }
      return 0;
    }
  }
}
