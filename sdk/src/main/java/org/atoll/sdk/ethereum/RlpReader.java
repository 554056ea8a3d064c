package org.atoll.sdk.ethereum;

import java.math.BigInteger;
import org.atoll.sdk.value.Bytes;

/**
 * Reads RLP from outside, strictly: only the one canonical encoding of each item passes, so whatever was read encodes
 * to the same bytes again. Items are read in order; {@link #end()} refuses what is left. Not thread-safe.
 */
public final class RlpReader {
  private final byte[] array;
  private final int limit;
  private int at;
  private int itemStart; // content of the item whose head was parsed last
  private int itemEnd;

  public RlpReader(Bytes bytes) {
    this(bytes.unsafeArray(), 0, bytes.size());
  }

  /** Reads {@code array[from, to)}, which must not change meanwhile. */
  public RlpReader(byte[] array, int from, int to) {
    this.array = array;
    this.at = from;
    this.limit = to;
  }

  public boolean hasMore() {
    return at < limit;
  }

  /** Refuses bytes that are left over. */
  public void end() throws RlpException {
    if (at < limit) {
      throw new RlpException((limit - at) + " bytes left over");
    }
  }

  /** Whether the next item is a list; false at the end. */
  public boolean nextIsList() {
    return at < limit && (array[at] & 0xff) >= 0xc0;
  }

  /** Enters the next item, a list. */
  public RlpReader readList(String what) throws RlpException {
    if (!parseHead(what)) {
      throw new RlpException(what + " is not a list");
    }
    at = itemEnd;
    return new RlpReader(array, itemStart, itemEnd);
  }

  public Bytes readBytes(String what) throws RlpException {
    parseString(what);
    return Bytes.copyOfRange(array, itemStart, itemEnd);
  }

  /** A string of exactly {@code size} bytes. */
  public Bytes readBytes(int size, String what) throws RlpException {
    parseString(what);
    if (itemEnd - itemStart != size) {
      throw new RlpException(what + " has " + (itemEnd - itemStart) + " bytes instead of " + size);
    }
    return Bytes.copyOfRange(array, itemStart, itemEnd);
  }

  /** A number below 2^64 without leading zeros. */
  public long readLong(String what) throws RlpException {
    parseNumber(8, what);
    long value = 0;
    for (int i = itemStart; i < itemEnd; i++) {
      value = value << 8 | (array[i] & 0xff);
    }
    return value;
  }

  /** A number of at most {@code maxBytes} bytes without leading zeros. */
  public BigInteger readNumber(int maxBytes, String what) throws RlpException {
    parseNumber(maxBytes, what);
    int length = itemEnd - itemStart;
    if (length > 7) {
      return new BigInteger(1, array, itemStart, length);
    }
    long value = 0;
    for (int i = itemStart; i < itemEnd; i++) {
      value = value << 8 | (array[i] & 0xff);
    }
    return BigInteger.valueOf(value);
  }

  /** The next item of either kind with its head, as it stands. What is inside a list is not looked at. */
  public Bytes readEncoded(String what) throws RlpException {
    int start = at;
    parseHead(what);
    at = itemEnd;
    return Bytes.copyOfRange(array, start, itemEnd);
  }

  private void parseNumber(int maxBytes, String what) throws RlpException {
    parseString(what);
    if (itemEnd - itemStart > maxBytes) {
      throw new RlpException(what + " has more than " + 8 * maxBytes + " bits");
    }
    if (itemStart < itemEnd && array[itemStart] == 0) {
      throw new RlpException(what + " has leading zeros");
    }
  }

  private void parseString(String what) throws RlpException {
    if (parseHead(what)) {
      throw new RlpException(what + " is a list");
    }
    at = itemEnd;
  }

  /** Finds where the next item's content is; true for a list. */
  private boolean parseHead(String what) throws RlpException {
    if (at >= limit) {
      throw new RlpException(what + " is missing");
    }
    int head = array[at] & 0xff;
    if (head < 0x80) {
      itemStart = at;
      itemEnd = at + 1;
      return false;
    }
    boolean list = head >= 0xc0;
    int code = head - (list ? 0xc0 : 0x80);
    long length = code;
    itemStart = at + 1;
    if (code > 55) {
      length = parseLength(code - 55, what);
    }
    if (length > limit - itemStart) {
      throw new RlpException(what + " is cut off");
    }
    itemEnd = itemStart + (int) length;
    if (!list && length == 1 && array[itemStart] >= 0) {
      throw new RlpException(what + " is not canonical RLP: a single byte below 0x80 with a length");
    }
    return list;
  }

  private long parseLength(int count, String what) throws RlpException {
    if (count > limit - itemStart) {
      throw new RlpException(what + " is cut off");
    }
    if (array[itemStart] == 0) {
      throw new RlpException(what + " is not canonical RLP: its length has leading zeros");
    }
    if (count > 4) {
      throw new RlpException(what + " is cut off"); // no array is that long
    }
    long length = 0;
    for (int i = 0; i < count; i++) {
      length = length << 8 | (array[itemStart + i] & 0xff);
    }
    if (length < 56) {
      throw new RlpException(what + " is not canonical RLP: its length fits the short form");
    }
    itemStart += count;
    return length;
  }
}
