package org.atoll.sdk.value;

/**
 * A 32-byte digest.
 *
 * @param bytes 32 bytes
 */
public record Hash32(Bytes bytes) implements Comparable<Hash32> {
  public static final int SIZE = 32;
  public static final Hash32 ZERO = new Hash32(Bytes.wrap(new byte[SIZE]));

  public Hash32 {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.size());
    }
  }

  /** Takes the array itself: the caller must not change it any more. */
  public static Hash32 wrap(byte[] array) {
    return new Hash32(Bytes.wrap(array));
  }

  public static Hash32 fromHex(String hex) {
    return new Hash32(Bytes.fromHex(hex));
  }

  @Override
  public int compareTo(Hash32 other) {
    return bytes.compareTo(other.bytes);
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  /** Lower case, with {@code 0x}. */
  @Override
  public String toString() {
    return bytes.to0x();
  }
}
