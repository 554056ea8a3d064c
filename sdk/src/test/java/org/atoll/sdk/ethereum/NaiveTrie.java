package org.atoll.sdk.ethereum;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/** The trie by the letter of the yellow paper, on strings of hexadecimal digits: slow and easy to believe. */
final class NaiveTrie {
  private final Map<String, Bytes> entries = new TreeMap<>();

  NaiveTrie(Map<Bytes, Bytes> entries) {
    entries.forEach((key, value) -> this.entries.put(key.toHex(), value));
  }

  Hash32 root() {
    return Keccak.hash(node(entries));
  }

  /** RLP of the nodes on the way to the key that are met by hash, the root first. */
  List<Bytes> proof(Bytes key) {
    var nodes = new ArrayList<Bytes>();
    nodes.add(node(entries));
    descend(entries, key.toHex(), nodes);
    return nodes;
  }

  private void descend(Map<String, Bytes> at, String key, List<Bytes> nodes) {
    if (at.size() == 1) {
      return;
    }
    var prefix = commonPrefix(at);
    if (!prefix.isEmpty()) {
      if (key.startsWith(prefix)) {
        step(below(at, prefix), key.substring(prefix.length()), nodes);
      }
    } else if (!key.isEmpty()) {
      var child = below(at, key.substring(0, 1));
      if (!child.isEmpty()) {
        step(child, key.substring(1), nodes);
      }
    }
  }

  private void step(Map<String, Bytes> child, String key, List<Bytes> nodes) {
    var encoded = node(child);
    if (encoded.size() >= 32) {
      nodes.add(encoded);
    }
    descend(child, key, nodes);
  }

  private static Bytes node(Map<String, Bytes> at) {
    var writer = new RlpWriter().beginList();
    if (at.size() == 1) {
      var only = at.entrySet().iterator().next();
      return writer.add(hexPrefix(only.getKey(), 2)).add(only.getValue()).endList().toBytes();
    }
    var prefix = commonPrefix(at);
    if (!prefix.isEmpty()) {
      return reference(writer.add(hexPrefix(prefix, 0)), node(below(at, prefix))).endList().toBytes();
    }
    for (var digit : "0123456789abcdef".split("")) {
      var child = below(at, digit);
      if (child.isEmpty()) {
        writer.add(Bytes.EMPTY);
      } else {
        reference(writer, node(child));
      }
    }
    return writer.add(at.getOrDefault("", Bytes.EMPTY)).endList().toBytes();
  }

  private static RlpWriter reference(RlpWriter writer, Bytes node) {
    return node.size() < 32 ? writer.addEncoded(node) : writer.add(Keccak.hash(node).bytes());
  }

  private static Map<String, Bytes> below(Map<String, Bytes> at, String prefix) {
    var below = new TreeMap<String, Bytes>();
    at.forEach((key, value) -> {
      if (key.startsWith(prefix)) {
        below.put(key.substring(prefix.length()), value);
      }
    });
    return below;
  }

  private static String commonPrefix(Map<String, Bytes> at) {
    var prefix = at.keySet().iterator().next();
    for (var key : at.keySet()) {
      while (!key.startsWith(prefix)) {
        prefix = prefix.substring(0, prefix.length() - 1);
      }
    }
    return prefix;
  }

  private static Bytes hexPrefix(String digits, int flag) {
    boolean odd = digits.length() % 2 == 1;
    return Bytes.fromHex((flag + (odd ? 1 : 0)) + (odd ? "" : "0") + digits);
  }
}
