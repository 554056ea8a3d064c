package org.atoll.seth.core;

import org.atoll.sdk.crypto.Keccak;
import org.atoll.seth.word.Word;
import org.jspecify.annotations.Nullable;

/**
 * Keccak of 64-byte inputs, which are nearly always the slots of Solidity mappings: direct-mapped, 4 096 entries.
 * Thread-safe without locks: entries are immutable and a lost write only costs a hash.
 */
final class KeccakCache {
  private static final int ENTRIES = 4_096;

  private record Entry(long i0, long i1, long i2, long i3, long i4, long i5, long i6, long i7,
      long h0, long h1, long h2, long h3) {}

  private final @Nullable Entry[] entries = new Entry[ENTRIES];

  /** Writes the hash of {@code in[at, at + 64)} as a word. */
  void hash64(byte[] in, int at, long[] s, int w, byte[] buffer) {
    long i0 = Word.longAt(in, at);
    long i1 = Word.longAt(in, at + 8);
    long i2 = Word.longAt(in, at + 16);
    long i3 = Word.longAt(in, at + 24);
    long i4 = Word.longAt(in, at + 32);
    long i5 = Word.longAt(in, at + 40);
    long i6 = Word.longAt(in, at + 48);
    long i7 = Word.longAt(in, at + 56);
    long mixed = (i3 ^ Long.rotateLeft(i2, 23) ^ i1 ^ i0) * 0x9e3779b97f4a7c15L
        + (i7 ^ Long.rotateLeft(i6, 29) ^ i5 ^ i4) * 0xd1b54a32d192ed03L;
    int slot = (int) (mixed >>> 52);
    var entry = entries[slot];
    if (entry == null || entry.i3 != i3 || entry.i2 != i2 || entry.i1 != i1 || entry.i0 != i0
        || entry.i7 != i7 || entry.i6 != i6 || entry.i5 != i5 || entry.i4 != i4) {
      Keccak.digest(in, at, 64, buffer, 0);
      Word.load(s, w, buffer, 0);
      entries[slot] = new Entry(i0, i1, i2, i3, i4, i5, i6, i7, s[w], s[w + 1], s[w + 2], s[w + 3]);
      return;
    }
    s[w] = entry.h0;
    s[w + 1] = entry.h1;
    s[w + 2] = entry.h2;
    s[w + 3] = entry.h3;
  }
}
