package org.atoll.simulator.core.kernel;

/**
 * Running hash over the events of a run: two lanes of 64-bit mixing. It finds differences between runs that should be
 * equal; it does not resist an attacker.
 */
public final class TraceHash {
  private long left = 0x9E3779B97F4A7C15L;
  private long right = 0xC2B2AE3D27D4EB4FL;
  private long count;

  public void add(long timeMicros, int node, int kind, long digest) {
    long key = timeMicros * 0x9FB21C651E98DF25L + ((long) node << 8 | kind);
    left = mix(left ^ key) + digest;
    right = Long.rotateLeft(right, 23) * 0xD6E8FEB86659FD93L ^ mix(digest + key);
    count++;
  }

  /** Events added. */
  public long count() {
    return count;
  }

  /** 32 hex digits; adding may go on. */
  public String hex() {
    long low = mix(left ^ Long.rotateLeft(right, 32) ^ count);
    long high = mix(right + mix(low));
    return hex(high) + hex(low);
  }

  /** A bijection of 64-bit words in which every bit of the input reaches every bit of the output. */
  public static long mix(long word) {
    long mixed = (word ^ word >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }

  /** 64-bit digest of text, the same in every run. */
  public static long of(String text) {
    long digest = text.length();
    for (int at = 0; at < text.length(); at++) {
      digest = mix(digest + text.charAt(at));
    }
    return digest;
  }

  private static String hex(long word) {
    var digits = Long.toHexString(word);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
