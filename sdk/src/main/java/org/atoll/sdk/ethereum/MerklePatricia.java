package org.atoll.sdk.ethereum;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * Ethereum's hexary trie (yellow paper, appendix D), built in one pass over sorted keys: roots of blocks and receipts,
 * proofs, and the yardstick for the stored one. Keys are taken as they are; a secure trie's caller hashes them.
 * Stateless, hence thread-safe.
 */
public final class MerklePatricia {
  /** Keccak of the RLP empty string: the root without any entry. */
  public static final Hash32 EMPTY_ROOT =
      Hash32.fromHex("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");

  private static final int BRANCH = 16;

  private MerklePatricia() {}

  /** Root over the entries; an empty value is refused, since to the trie it means no entry. */
  public static Hash32 root(Map<Bytes, Bytes> entries) {
    var keys = entries.keySet().toArray(new Bytes[0]);
    Arrays.sort(keys);
    var paths = new byte[keys.length][];
    var values = new byte[keys.length][];
    for (int i = 0; i < keys.length; i++) {
      paths[i] = keys[i].unsafeArray();
      values[i] = entries.getOrDefault(keys[i], Bytes.EMPTY).unsafeArray();
    }
    return root(paths, values);
  }

  /** Root over a list, as of a block's transactions or receipts: the key of each value is the RLP of its index. */
  public static Hash32 orderedRoot(List<Bytes> list) {
    int count = list.size();
    var paths = new byte[count][];
    var values = new byte[count][];
    int zeroAt = Math.min(count, 0x80) - 1; // RLP of 0 is 0x80: after 0x01 to 0x7f, before 0x8180
    for (int i = 0; i < count; i++) {
      int at = i == 0 ? zeroAt : i <= zeroAt ? i - 1 : i;
      paths[at] = RlpWriter.encode(i).unsafeArray();
      values[at] = list.get(i).unsafeArray();
    }
    return root(paths, values);
  }

  private static Hash32 root(byte[][] paths, byte[][] values) {
    if (paths.length == 0) {
      return EMPTY_ROOT;
    }
    for (var value : values) {
      if (value.length == 0) {
        throw new IllegalArgumentException("a trie entry has no empty value");
      }
    }
    return Keccak.hash(new Builder(paths, values).node(0, paths.length, 0));
  }

  /**
   * Follows a proof as eth_getProof gives it.
   *
   * @param nodes RLP of the nodes whose hashes are met on the way, from the root down
   * @return the value; empty when the nodes prove that there is none
   * @throws InvalidProofException when the nodes do not belong together, or are too few or too many
   */
  public static Optional<Bytes> verifyProof(Hash32 root, Bytes key, List<Bytes> nodes) throws InvalidProofException {
    if (root.equals(EMPTY_ROOT) && nodes.isEmpty()) {
      return Optional.empty();
    }
    return new ProofWalk(key, nodes).from(root);
  }

  /** Number of half bytes in which the keys agree from {@code depth} on. */
  private static int agreement(byte[] left, byte[] right, int depth) {
    int end = 2 * Math.min(left.length, right.length);
    int at = depth;
    while (at < end && nibble(left, at) == nibble(right, at)) {
      at++;
    }
    return at - depth;
  }

  static int nibble(byte[] key, int at) {
    return at % 2 == 0 ? (key[at / 2] >> 4) & 15 : key[at / 2] & 15;
  }

  /** Encodes subtrees, each over a range of the sorted keys. */
  private record Builder(byte[][] paths, byte[][] values) {
    /** RLP of the node over the keys in {@code [from, to)}, which agree in their first {@code depth} half bytes. */
    byte[] node(int from, int to, int depth) {
      if (to - from == 1) {
        return new RlpWriter(48 + values[from].length).beginList()
            .add(hexPrefix(paths[from], depth, 2 * paths[from].length, 2)).add(values[from]).endList().toArray();
      }
      int agreed = agreement(paths[from], paths[to - 1], depth);
      if (agreed > 0) {
        var writer = new RlpWriter(80).beginList().add(hexPrefix(paths[from], depth, depth + agreed, 0));
        return addChild(writer, branch(from, to, depth + agreed)).endList().toArray();
      }
      return branch(from, to, depth);
    }

    private byte[] branch(int from, int to, int depth) {
      var writer = new RlpWriter(540).beginList();
      int at = from;
      byte[] value = new byte[0];
      if (2 * paths[at].length == depth) {
        value = values[at++];
      }
      for (int nibble = 0; nibble < BRANCH; nibble++) {
        int end = at;
        while (end < to && nibble(paths[end], depth) == nibble) {
          end++;
        }
        if (end == at) {
          writer.add(Bytes.EMPTY);
        } else {
          addChild(writer, node(at, end, depth + 1));
        }
        at = end;
      }
      return writer.add(value).endList().toArray();
    }

    private static RlpWriter addChild(RlpWriter writer, byte[] node) {
      return node.length < Hash32.SIZE ? writer.addRaw(node) : writer.add(Keccak.digest(node, 0, node.length));
    }

    /** Half bytes {@code [from, to)} of a key behind a flag: 2 for a leaf, 0 for an extension, + 1 if odd. */
    private static byte[] hexPrefix(byte[] key, int from, int to, int flag) {
      int count = to - from;
      int odd = count & 1;
      var out = new byte[1 + count / 2];
      out[0] = (byte) ((flag + odd) << 4 | (odd == 1 ? nibble(key, from) : 0));
      for (int i = 1; i < out.length; i++) {
        int at = from + odd + 2 * (i - 1);
        out[i] = (byte) (nibble(key, at) << 4 | nibble(key, at + 1));
      }
      return out;
    }
  }
}
