package org.atoll.sdk.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.value.Hash32;

/**
 * The one way seeds become orders: words are 8-byte pieces of SHA-256(seed ‖ label ‖ u32 counter); Fisher–Yates from the
 * end, words that would favour some positions thrown away.
 */
public final class Shuffle {
  private final byte[] seed;
  private final byte[] label;
  private ByteBuffer words = ByteBuffer.allocate(0);
  private int counter;

  private Shuffle(Hash32 seed, String label) {
    this.seed = seed.bytes().unsafeArray();
    this.label = label.getBytes(US_ASCII);
  }

  /** A permutation of 0 to n − 1. */
  public static int[] of(Hash32 seed, String label, int n) {
    if (n < 0) {
      throw new IllegalArgumentException("n must not be negative: " + n);
    }
    var order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    var shuffle = new Shuffle(seed, label);
    for (int i = n - 1; i > 0; i--) {
      int j = shuffle.below(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** Uniform in 0 to bound − 1. */
  private int below(int bound) {
    long limit = Long.divideUnsigned(-1L, bound); // ⌊(2^64 − 1) / bound⌋
    if (Long.remainderUnsigned(-1L, bound) == bound - 1) {
      limit++; // bound divides 2^64
    }
    long end = limit * bound; // 0: no word is thrown away
    while (true) {
      long word = next();
      if (end == 0 || Long.compareUnsigned(word, end) < 0) {
        return (int) Long.remainderUnsigned(word, bound);
      }
    }
  }

  private long next() {
    if (!words.hasRemaining()) {
      words = ByteBuffer.wrap(Sha256.hash(seed, label, ByteBuffer.allocate(4).putInt(counter++).array())
          .bytes().unsafeArray());
    }
    return words.getLong();
  }
}
