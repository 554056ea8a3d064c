package org.atoll.sdk.ethereum;

import java.math.BigInteger;
import java.util.Arrays;
import org.atoll.sdk.value.Bytes;

/**
 * Builds one RLP string (Ethereum yellow paper, appendix B): items in order, lists between {@link #beginList()} and
 * {@link #endList()}. Not thread-safe.
 */
public final class RlpWriter {
  private byte[] buffer;
  private int size;
  private int[] listStarts = new int[4];
  private int depth;

  public RlpWriter() {
    this(256);
  }

  /** With room for {@code capacity} bytes before it must grow. */
  public RlpWriter(int capacity) {
    buffer = new byte[Math.max(capacity, 16)];
  }

  public RlpWriter beginList() {
    if (depth == listStarts.length) {
      listStarts = Arrays.copyOf(listStarts, 2 * depth);
    }
    listStarts[depth++] = size;
    return this;
  }

  /** Closes the list begun last. */
  public RlpWriter endList() {
    if (depth == 0) {
      throw new IllegalStateException("no list is open");
    }
    int start = listStarts[--depth];
    int length = size - start;
    int head = headSize(length);
    ensure(head);
    System.arraycopy(buffer, start, buffer, start + head, length);
    putHead(start, 0xc0, length);
    size += head;
    return this;
  }

  public RlpWriter add(Bytes item) {
    return add(item.unsafeArray());
  }

  /** The array is copied. */
  public RlpWriter add(byte[] item) {
    return add(item, 0, item.length);
  }

  /** Adds {@code item[from, from + length)}. */
  public RlpWriter add(byte[] item, int from, int length) {
    if (length == 1 && item[from] >= 0) {
      ensure(1);
      buffer[size++] = item[from];
      return this;
    }
    int head = headSize(length);
    ensure(head + length);
    putHead(size, 0x80, length);
    System.arraycopy(item, from, buffer, size + head, length);
    size += head + length;
    return this;
  }

  /** Adds an unsigned 64-bit number without leading zeros. */
  public RlpWriter add(long unsigned) {
    int length = (71 - Long.numberOfLeadingZeros(unsigned)) / 8;
    ensure(9);
    if (unsigned >= 0 && unsigned < 0x80 && unsigned != 0) {
      buffer[size++] = (byte) unsigned;
      return this;
    }
    buffer[size++] = (byte) (0x80 + length);
    for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (unsigned >>> shift);
    }
    return this;
  }

  /** Adds a number of 0 or more without leading zeros. */
  public RlpWriter add(BigInteger number) {
    if (number.signum() < 0) {
      throw new IllegalArgumentException("RLP has no negative numbers: " + number);
    }
    if (number.bitLength() <= 64) {
      return add(number.longValue());
    }
    var bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return add(bytes, from, bytes.length - from);
  }

  /** Adds bytes that are RLP already. */
  public RlpWriter addEncoded(Bytes item) {
    return addRaw(item.unsafeArray());
  }

  /** Adds bytes as they are, such as the type in front of an EIP-2718 envelope. */
  public RlpWriter addRaw(byte... bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
    return this;
  }

  /**
   * What was written.
   *
   * @throws IllegalStateException while a list is open
   */
  public Bytes toBytes() {
    return Bytes.wrap(toArray());
  }

  /** As {@link #toBytes()}, an array of the caller's own. */
  public byte[] toArray() {
    if (depth != 0) {
      throw new IllegalStateException(depth + " lists are still open");
    }
    return Arrays.copyOf(buffer, size);
  }

  /** RLP of one byte string. */
  public static Bytes encode(Bytes item) {
    return new RlpWriter(item.size() + 5).add(item).toBytes();
  }

  /** RLP of one unsigned 64-bit number. */
  public static Bytes encode(long unsigned) {
    return new RlpWriter(16).add(unsigned).toBytes();
  }

  private static int headSize(int length) {
    return length < 56 ? 1 : 1 + (39 - Integer.numberOfLeadingZeros(length)) / 8;
  }

  private void putHead(int at, int base, int length) {
    if (length < 56) {
      buffer[at] = (byte) (base + length);
      return;
    }
    int count = headSize(length) - 1;
    buffer[at] = (byte) (base + 55 + count);
    for (int i = 0; i < count; i++) {
      buffer[at + 1 + i] = (byte) (length >>> (8 * (count - 1 - i)));
    }
  }

  private void ensure(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, more), 2 * buffer.length));
    }
  }
}
