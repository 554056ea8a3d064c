package org.atoll.validator.state;

import java.util.Arrays;

/** Half bytes: packed two in a byte, high one first, in paths; one in each byte in prefixes. */
final class Nibbles {
  static final byte[] NONE = new byte[0];

  private Nibbles() {}

  static int at(byte[] path, int index) {
    return path[index >> 1] >> ((index & 1) == 0 ? 4 : 0) & 15;
  }

  static int count(byte[] path) {
    return 2 * path.length;
  }

  /** Number of nibbles the two paths share from {@code depth} on. */
  static int shared(byte[] left, byte[] right, int depth) {
    int end = 2 * Math.min(left.length, right.length);
    int at = depth;
    while (at < end && at(left, at) == at(right, at)) {
      at++;
    }
    return at - depth;
  }

  /** Number of nibbles of {@code prefix} the path goes along with from {@code depth} on. */
  static int matched(byte[] prefix, byte[] path, int depth) {
    int limit = Math.min(prefix.length, count(path) - depth);
    int matched = 0;
    while (matched < limit && prefix[matched] == at(path, depth + matched)) {
      matched++;
    }
    return matched;
  }

  /** The nibbles of the path in {@code [from, to)}. */
  static byte[] slice(byte[] path, int from, int to) {
    if (from == to) {
      return NONE;
    }
    var slice = new byte[to - from];
    for (int i = from; i < to; i++) {
      slice[i - from] = (byte) at(path, i);
    }
    return slice;
  }

  static byte[] join(byte[] first, int nibble, byte[] second) {
    var joined = Arrays.copyOf(first, first.length + 1 + second.length);
    joined[first.length] = (byte) nibble;
    System.arraycopy(second, 0, joined, first.length + 1, second.length);
    return joined;
  }
}
