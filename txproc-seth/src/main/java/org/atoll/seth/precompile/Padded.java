package org.atoll.seth.precompile;

/** Inputs and answers of a fixed size. */
final class Padded {
  private Padded() {}

  /** The first {@code length} bytes of the input, as if it went on with zeros. */
  static byte[] input(byte[] in, int from, int size, int length) {
    var whole = new byte[length];
    System.arraycopy(in, from, whole, 0, Math.min(size, length));
    return whole;
  }

  /** A word: 1 or 0. */
  static byte[] bool(boolean value) {
    var out = new byte[32];
    out[31] = (byte) (value ? 1 : 0);
    return out;
  }
}
