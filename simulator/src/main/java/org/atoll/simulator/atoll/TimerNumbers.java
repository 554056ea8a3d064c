package org.atoll.simulator.atoll;

import org.atoll.validator.chain.core.TimerKey;
import org.atoll.validator.finality.core.TimerId;

/** Timers as numbers, and back. */
final class TimerNumbers {
  /** The node's own: once a second. */
  static final long TICK = 0;
  static final long PEERING = 1L << 61;
  private static final long OVERLAY = 1L << 62;
  private static final int KIND_SHIFT = 59;
  private static final int ROUND_SHIFT = 40;
  private static final long ROUND_MASK = (1L << KIND_SHIFT - ROUND_SHIFT) - 1;
  private static final long INSTANCE_MASK = (1L << ROUND_SHIFT) - 1;
  private static final TimerKey[] PLAIN = {new TimerKey.Engine(), new TimerKey.Bodies(), new TimerKey.EarlyBlocks(),
      new TimerKey.Announce(), new TimerKey.Sync(), new TimerKey.Join(),
      new TimerKey.Bundle()};
  private static final TimerId.Kind[] KINDS = TimerId.Kind.values();

  private TimerNumbers() {}

  static long of(TimerKey key) {
    return switch (key) {
      case TimerKey.Engine() -> 1;
      case TimerKey.Bodies() -> 2;
      case TimerKey.EarlyBlocks() -> 3;
      case TimerKey.Announce() -> 4;
      case TimerKey.Sync() -> 5;
      case TimerKey.Join() -> 6;
      case TimerKey.Bundle() -> 7;
      case TimerKey.Finality(var id) -> OVERLAY | (long) id.kind().ordinal() << KIND_SHIFT
          | (id.round() + 1L & ROUND_MASK) << ROUND_SHIFT | id.instance() & INSTANCE_MASK;
    };
  }

  static TimerKey key(long number) {
    if ((number & OVERLAY) == 0) {
      return PLAIN[(int) number - 1];
    }
    return new TimerKey.Finality(new TimerId(KINDS[(int) (number >> KIND_SHIFT & 7)], number & INSTANCE_MASK,
        (int) ((number >> ROUND_SHIFT & ROUND_MASK) - 1)));
  }
}
