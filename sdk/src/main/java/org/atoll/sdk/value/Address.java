package org.atoll.sdk.value;

/**
 * A key into state: a 3-byte family prefix and 1 to 61 bytes of the family's choosing.
 *
 * @param bytes 4 to 64 bytes
 */
public record Address(Bytes bytes) implements Comparable<Address> {
  public static final int PREFIX_SIZE = 3;
  public static final int MAX_SIZE = 64;

  public Address {
    if (bytes.size() <= PREFIX_SIZE || bytes.size() > MAX_SIZE) {
      throw new IllegalArgumentException("an address has 4 to 64 bytes, not " + bytes.size());
    }
  }

  /** Takes the array itself: the caller must not change it any more. */
  public static Address wrap(byte[] array) {
    return new Address(Bytes.wrap(array));
  }

  /** The family prefix, 3 bytes. */
  public Bytes prefix() {
    return bytes.slice(0, PREFIX_SIZE);
  }

  @Override
  public int compareTo(Address other) {
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
