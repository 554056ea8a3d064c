package org.atoll.sdk.value;

/**
 * The 20-byte address of an Ethereum account.
 *
 * @param bytes 20 bytes
 */
public record EvmAddress(Bytes bytes) implements Comparable<EvmAddress> {
  public static final int SIZE = 20;
  public static final EvmAddress ZERO = new EvmAddress(Bytes.wrap(new byte[SIZE]));

  public EvmAddress {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("an EVM address has 20 bytes, not " + bytes.size());
    }
  }

  /** Takes the array itself: the caller must not change it any more. */
  public static EvmAddress wrap(byte[] array) {
    return new EvmAddress(Bytes.wrap(array));
  }

  public static EvmAddress fromHex(String hex) {
    return new EvmAddress(Bytes.fromHex(hex));
  }

  @Override
  public int compareTo(EvmAddress other) {
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
