package org.atoll.sdk.ethereum;

import java.util.List;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.Bytes;

/**
 * The 2048-bit filter of log addresses and topics in receipts and headers: three bits an item, by the 11-bit numbers at
 * bytes 0, 2 and 4 of its keccak.
 */
public final class LogsBloom {
  public static final int SIZE = 256;
  public static final Bytes EMPTY = Bytes.wrap(new byte[SIZE]);

  private LogsBloom() {}

  public static Bytes of(List<Log> logs) {
    if (logs.isEmpty()) {
      return EMPTY;
    }
    var bloom = new byte[SIZE];
    for (var log : logs) {
      add(bloom, log.address().bytes());
      for (var topic : log.topics()) {
        add(bloom, topic.bytes());
      }
    }
    return Bytes.wrap(bloom);
  }

  /** The filter of everything in either. */
  public static Bytes or(Bytes left, Bytes right) {
    requireBloom(left);
    requireBloom(right);
    var joined = left.toArray();
    for (int i = 0; i < SIZE; i++) {
      joined[i] |= right.get(i);
    }
    return Bytes.wrap(joined);
  }

  /** False when the item is certainly not in; true proves nothing. */
  public static boolean mayContain(Bytes bloom, Bytes item) {
    requireBloom(bloom);
    var hash = digest(item);
    for (int i = 0; i < 6; i += 2) {
      int bit = bit(hash, i);
      if ((bloom.get(SIZE - 1 - bit / 8) & (1 << (bit % 8))) == 0) {
        return false;
      }
    }
    return true;
  }

  private static void add(byte[] bloom, Bytes item) {
    var hash = digest(item);
    for (int i = 0; i < 6; i += 2) {
      int bit = bit(hash, i);
      bloom[SIZE - 1 - bit / 8] |= (byte) (1 << (bit % 8));
    }
  }

  private static byte[] digest(Bytes item) {
    return Keccak.digest(item.unsafeArray(), 0, item.size());
  }

  private static int bit(byte[] hash, int at) {
    return (hash[at] & 7) << 8 | (hash[at + 1] & 0xff);
  }

  private static void requireBloom(Bytes bloom) {
    if (bloom.size() != SIZE) {
      throw new IllegalArgumentException("a bloom has 256 bytes, not " + bloom.size());
    }
  }
}
