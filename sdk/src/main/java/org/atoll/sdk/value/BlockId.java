package org.atoll.sdk.value;

/**
 * SHA-256 of a block's header bytes.
 *
 * @param bytes 32 bytes
 */
public record BlockId(Bytes bytes) implements Comparable<BlockId> {
  /** Parent of the genesis block. */
  public static final BlockId NONE = new BlockId(Bytes.wrap(new byte[32]));

  public BlockId {
    if (bytes.size() != 32) {
      throw new IllegalArgumentException("a block id has 32 bytes, not " + bytes.size());
    }
  }

  /** First 4 bytes in hex, for logs. */
  public String brief() {
    return bytes.slice(0, 4).toHex();
  }

  @Override
  public int compareTo(BlockId other) {
    return bytes.compareTo(other.bytes);
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  @Override
  public String toString() {
    return bytes.toHex();
  }
}
