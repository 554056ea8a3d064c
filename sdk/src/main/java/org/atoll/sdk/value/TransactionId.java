package org.atoll.sdk.value;

/**
 * Names a transaction: SHA-256 of the header (native), or keccak-256 of the raw bytes (ethereum).
 *
 * @param bytes 32 bytes
 */
public record TransactionId(Bytes bytes) implements Comparable<TransactionId> {
  public TransactionId {
    if (bytes.size() != 32) {
      throw new IllegalArgumentException("a transaction id has 32 bytes, not " + bytes.size());
    }
  }

  /** First 4 bytes in hex, for logs. */
  public String brief() {
    return bytes.slice(0, 4).toHex();
  }

  @Override
  public int compareTo(TransactionId other) {
    return bytes.compareTo(other.bytes);
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  @Override
  public String toString() {
    return bytes.to0x();
  }
}
