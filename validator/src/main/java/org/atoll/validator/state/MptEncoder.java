package org.atoll.validator.state;

import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/** RLP of trie nodes, written directly: it is most of what is done per changed account. */
final class MptEncoder {
  private static final int EMPTY_STRING = 0x80;
  private static final int HASH = 0xa0;
  private static final byte[] NO_ACCOUNT = {(byte) 0xc3, (byte) EMPTY_STRING, (byte) EMPTY_STRING, (byte) EMPTY_STRING};

  private MptEncoder() {}

  /** A branch node without value. */
  static byte[] branch(byte[] row) {
    int present = BranchRow.present(row);
    int shorts = BranchRow.shortRefs(row);
    int length = 17 + 32 * Integer.bitCount(present);
    for (int left = shorts; left != 0; left &= left - 1) {
      length += BranchRow.refSize(row, Integer.numberOfTrailingZeros(left)) - 33;
    }
    var out = list(length);
    int at = out.length - length;
    int refAt = BranchRow.refsAt(row);
    for (int i = 0; i < 16; i++) {
      if ((present >>> i & 1) == 0) {
        out[at++] = (byte) EMPTY_STRING;
        continue;
      }
      int size = 32;
      if ((shorts >>> i & 1) == 0) {
        out[at++] = (byte) HASH;
      } else {
        size = BranchRow.refSize(row, i);
      }
      System.arraycopy(row, refAt, out, at, size);
      at += size;
      refAt += 32;
    }
    out[at] = (byte) EMPTY_STRING;
    return out;
  }

  /** An extension node. */
  static byte[] extension(byte[] prefix, byte[] childRef) {
    int pathSize = 1 + prefix.length / 2;
    int length = (pathSize == 1 ? 1 : 1 + pathSize) + (childRef.length == 32 ? 33 : childRef.length);
    var out = list(length);
    int at = out.length - length;
    if (pathSize > 1) {
      at = putByte(out, at, EMPTY_STRING + pathSize);
    }
    int odd = prefix.length & 1;
    out[at++] = (byte) (odd == 0 ? 0 : 0x10 | prefix[0]);
    for (int i = odd; i < prefix.length; i += 2) {
      out[at++] = (byte) (prefix[i] << 4 | prefix[i + 1]);
    }
    putRef(out, at, childRef);
    return out;
  }

  /** A leaf node with the path's nibbles from {@code depth} on. */
  static byte[] leaf(byte[] path, int depth, byte[] value) {
    int nibbles = Nibbles.count(path) - depth;
    int pathSize = 1 + nibbles / 2;
    int valueSize = stringSize(value.length, value[0]);
    int length = (pathSize == 1 ? 1 : 1 + pathSize) + valueSize;
    var out = list(length);
    int at = out.length - length;
    if (pathSize > 1) {
      at = putByte(out, at, EMPTY_STRING + pathSize);
    }
    int odd = nibbles & 1;
    out[at++] = (byte) (odd == 0 ? 0x20 : 0x30 | Nibbles.at(path, depth));
    for (int i = depth + odd; i < Nibbles.count(path); i += 2) {
      out[at++] = (byte) (Nibbles.at(path, i) << 4 | Nibbles.at(path, i + 1));
    }
    putString(out, at, value, valueSize);
    return out;
  }

  /**
   * RLP [nonce, balance, storage root, code hash] of an account.
   *
   * @param record RLP [nonce, balance, code hash or empty]; null: an account without record
   * @throws IllegalArgumentException when the record is not of that form
   */
  static byte[] account(@Nullable Bytes record, byte[] storageRoot) {
    var in = record == null ? NO_ACCOUNT : record.unsafeArray();
    int start = (in[0] & 0xff) == 0xf8 ? 2 : 1;
    int code = itemEnd(in, itemEnd(in, start));
    boolean hasCode = in.length - code == 33 && (in[code] & 0xff) == HASH;
    if (!hasCode && (in.length - code != 1 || (in[code] & 0xff) != EMPTY_STRING)) {
      throw new IllegalArgumentException("not an account: " + record);
    }
    int length = code - start + 66;
    var out = list(length);
    int at = out.length - length;
    System.arraycopy(in, start, out, at, code - start);
    at = putRef(out, at + code - start, storageRoot);
    if (hasCode) {
      System.arraycopy(in, code, out, at, 33);
    } else {
      putRef(out, at, Keccak.OF_EMPTY.bytes().unsafeArray());
    }
    return out;
  }

  /** RLP of one string. */
  static byte[] string(Bytes value) {
    var in = value.unsafeArray();
    int size = stringSize(in.length, in.length == 0 ? 0 : in[0]);
    var out = new byte[size];
    putString(out, 0, in, size);
    return out;
  }

  private static int itemEnd(byte[] in, int at) {
    if (at >= in.length) {
      throw new IllegalArgumentException("not an account: cut off");
    }
    int head = in[at] & 0xff;
    if (head > EMPTY_STRING + 32) {
      throw new IllegalArgumentException("not an account: item begins with " + head);
    }
    return at + 1 + Math.max(0, head - EMPTY_STRING);
  }

  /** An array for a list with content of that length, its head in place. */
  private static byte[] list(int length) {
    if (length < 56) {
      var out = new byte[1 + length];
      out[0] = (byte) (0xc0 + length);
      return out;
    }
    int sizeBytes = length < 256 ? 1 : 2;
    var out = new byte[1 + sizeBytes + length];
    out[0] = (byte) (0xf7 + sizeBytes);
    out[sizeBytes] = (byte) length;
    if (sizeBytes == 2) {
      out[1] = (byte) (length >>> 8);
    }
    return out;
  }

  private static int stringSize(int length, int first) {
    if (length == 1 && first >= 0) {
      return 1;
    }
    return length < 56 ? 1 + length : length < 256 ? 2 + length : 3 + length;
  }

  private static void putString(byte[] out, int at, byte[] in, int size) {
    int head = size - in.length;
    if (head == 1) {
      out[at] = (byte) (EMPTY_STRING + in.length);
    } else if (head > 1) {
      out[at] = (byte) (0xb7 + head - 1);
      out[at + head - 1] = (byte) in.length;
      if (head == 3) {
        out[at + 1] = (byte) (in.length >>> 8);
      }
    }
    System.arraycopy(in, 0, out, at + head, in.length);
  }

  private static int putRef(byte[] out, int at, byte[] ref) {
    int start = ref.length == 32 ? putByte(out, at, HASH) : at;
    System.arraycopy(ref, 0, out, start, ref.length);
    return start + ref.length;
  }

  private static int putByte(byte[] out, int at, int value) {
    out[at] = (byte) value;
    return at + 1;
  }
}
