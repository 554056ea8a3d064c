package org.atoll.sdk.processor.runner;

/**
 * Whether running ahead pays: when over half of the last 32 transactions had to run twice, the next 64 go one after the
 * other. Lasts from chunk to chunk; results do not depend on it. Used by one thread at a time.
 */
final class Contention {
  private static final int REMEMBERED = 32;
  private static final int SERIAL_STRETCH = 64;

  private int history; // a bit for each commit, the newest lowest: whether it was a second run
  private int serialLeft;

  void committed(boolean second) {
    if (serialLeft > 0) {
      serialLeft--;
      return;
    }
    history = history << 1 | (second ? 1 : 0);
    if (Integer.bitCount(history) > REMEMBERED / 2) {
      serialLeft = SERIAL_STRETCH;
      history = 0;
    }
  }

  boolean isHigh() {
    return serialLeft > 0;
  }
}
