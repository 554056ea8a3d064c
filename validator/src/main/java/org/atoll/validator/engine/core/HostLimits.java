package org.atoll.validator.engine.core;

/**
 * What an engine may do, and how long it may take (consensus.md §1, reliability.md §7).
 *
 * @param silenceMillis an engine that owes an answer and is silent for longer is broken
 * @param hintGapMillis least time between two pool hints; 0: every one is told at once
 * @param firstRestartMillis wait before the first restart; doubles up to {@code lastRestartMillis}
 * @param soundMillis up for so long, the waits begin again at the first
 */
public record HostLimits(long silenceMillis, long hintGapMillis, long firstRestartMillis, long lastRestartMillis,
    long soundMillis) {
  public static final int HEADERS = 256;
  public static final int ACTIONS = 64;
  public static final int TIMERS = 64;
  public static final int CONSENSUS_BYTES = 4_096;
  public static final int MESSAGE_BYTES = 64 << 10;
  public static final int MESSAGES_PER_SECOND = 200;
  public static final int SNAPSHOT_BYTES = 1 << 20;
  /** Of reasons and names of metrics, in characters. */
  public static final int TEXT = 256;

  public HostLimits {
    if (silenceMillis < 1 || hintGapMillis < 0 || firstRestartMillis < 1 || lastRestartMillis < firstRestartMillis
        || soundMillis < 0) {
      throw new IllegalArgumentException("limits of an engine are positive, the last restart not before the first");
    }
  }

  public static HostLimits standard() {
    return new HostLimits(2_000, 100, 1_000, 30_000, 60_000);
  }

  /** Pool hints are not held back: {@code dev} makes a block of each, and a client waits for it. */
  public HostLimits withEveryHint() {
    return new HostLimits(silenceMillis, 0, firstRestartMillis, lastRestartMillis, soundMillis);
  }
}
