package org.atoll.sdk.processor.runner;

/**
 * Whether running ahead pays: when over half of the last 32 transactions had to run twice, the next 64 go one after the
 * other; twice as many each time that turns out to have been right, up to 8 192. Lasts from chunk to chunk; results do
 * not depend on it. Used by one thread at a time.
 */
final class Contention {
  private static final int REMEMBERED = 32;
  private static final int SERIAL_STRETCH = 64;
  private static final int LONGEST_STRETCH = 8_192;

  private int history; // a bit for each commit, the newest lowest: whether it was a second run
  private int sinceStretch;
  private int stretch = SERIAL_STRETCH;
  private int serialLeft;

  void committed(boolean second) {
    if (serialLeft > 0) {
      serialLeft--;
      return;
    }
    history = history << 1 | (second ? 1 : 0);
    sinceStretch++;
    if (Integer.bitCount(history) > REMEMBERED / 2) {
      serialLeft = stretch;
      stretch = Math.min(2 * stretch, LONGEST_STRETCH);
      history = 0;
      sinceStretch = 0;
    } else if (sinceStretch == 2 * REMEMBERED) { // it went well for a while
      stretch = SERIAL_STRETCH;
    }
  }

  boolean isHigh() {
    return serialLeft > 0;
  }

  /** Whether so many more go one after the other whatever happens. */
  boolean isHighFor(int commits) {
    return serialLeft >= commits;
  }
}
