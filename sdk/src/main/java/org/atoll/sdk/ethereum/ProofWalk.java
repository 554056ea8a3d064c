package org.atoll.sdk.ethereum;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/** One way down a trie along a key, through nodes somebody else gave. Used once. */
final class ProofWalk {
  private static final int BRANCH_ITEMS = 17;

  private final byte[] key;
  private final List<Bytes> nodes;
  private int depth; // half bytes of the key that lie behind
  private int used;

  ProofWalk(Bytes key, List<Bytes> nodes) {
    this.key = key.unsafeArray();
    this.nodes = nodes;
  }

  Optional<Bytes> from(Hash32 root) throws InvalidProofException {
    try {
      var found = descend(take(root.bytes()));
      if (used != nodes.size()) {
        throw new InvalidProofException((nodes.size() - used) + " nodes of the proof are not on the way");
      }
      return found;
    } catch (RlpException broken) {
      throw new InvalidProofException("node " + (used - 1) + ": " + broken.what());
    }
  }

  private Bytes take(Bytes hash) throws InvalidProofException {
    if (used == nodes.size()) {
      throw new InvalidProofException("node " + used + " is missing");
    }
    var node = nodes.get(used++);
    if (!Keccak.hash(node).bytes().equals(hash)) {
      throw new InvalidProofException("node " + (used - 1) + " does not have the hash that leads to it");
    }
    return node;
  }

  private Optional<Bytes> descend(Bytes start) throws RlpException, InvalidProofException {
    var node = start;
    while (true) {
      var items = items(node);
      Bytes next;
      if (items.size() == BRANCH_ITEMS) {
        if (depth == 2 * key.length) {
          return value(items.get(BRANCH_ITEMS - 1));
        }
        next = items.get(MerklePatricia.nibble(key, depth++));
      } else {
        var path = string(items.get(0));
        boolean leaf = isLeaf(path);
        if (!follow(path)) {
          return Optional.empty();
        }
        if (leaf) {
          return depth == 2 * key.length ? value(items.get(1)) : Optional.empty();
        }
        next = items.get(1);
      }
      if ((next.get(0) & 0xff) >= 0xc0) {
        node = next; // shorter than a hash: it stands in place of one
        continue;
      }
      var hash = string(next);
      if (hash.isEmpty()) {
        return Optional.empty();
      }
      node = take(hash);
    }
  }

  /** Items of a node, each as RLP. */
  private static List<Bytes> items(Bytes node) throws RlpException, InvalidProofException {
    var reader = new RlpReader(node);
    var list = reader.readList("node");
    reader.end();
    var items = new ArrayList<Bytes>(BRANCH_ITEMS);
    while (list.hasMore()) {
      items.add(list.readEncoded("item"));
    }
    if (items.size() != 2 && items.size() != BRANCH_ITEMS) {
      throw new InvalidProofException("a node has " + items.size() + " items");
    }
    return items;
  }

  private static Bytes string(Bytes item) throws RlpException {
    return new RlpReader(item).readBytes("item");
  }

  private static Optional<Bytes> value(Bytes item) throws RlpException {
    var value = string(item);
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private static boolean isLeaf(Bytes path) throws InvalidProofException {
    int flag = path.isEmpty() ? -1 : (path.get(0) >> 4) & 15;
    boolean padded = flag == 0 || flag == 2;
    if (flag < 0 || flag > 3 || (padded && (path.get(0) & 15) != 0)) {
      throw new InvalidProofException("a node's path has no valid prefix");
    }
    return flag >= 2;
  }

  /** Walks along a node's path; false where the key leaves it. */
  private boolean follow(Bytes path) {
    var nibbles = path.unsafeArray();
    for (int i = (nibbles[0] & 0x10) != 0 ? 1 : 2; i < 2 * nibbles.length; i++) {
      if (depth == 2 * key.length || MerklePatricia.nibble(key, depth) != MerklePatricia.nibble(nibbles, i)) {
        return false;
      }
      depth++;
    }
    return true;
  }
}
