package org.atoll.simulator.core.model;

/**
 * Something that goes wrong at {@code atMicros} and ends at {@code untilMicros}, {@link Long#MAX_VALUE} for never.
 *
 * @param nodes those it happens to
 */
public record Fault(long atMicros, long untilMicros, int[] nodes, Kind kind) {
  public Fault {
    if (atMicros < 0 || untilMicros <= atMicros) {
      throw new IllegalArgumentException("a fault from " + atMicros + " to " + untilMicros + " µs");
    }
    nodes = nodes.clone();
  }

  /** How connections suffer. */
  public enum Harm {
    /** Connections end at once; the next ones may live. */
    RESET,
    /** The others lose their connections, the nodes do not hear of it. */
    HALF_OPEN,
    /** No new connections. */
    REFUSE,
    /** A few bytes a second. */
    DRIP,
    /** Bits change. */
    FLIP
  }

  /** What happens. */
  public sealed interface Kind {
    /** Stopped at once; started again at the end, on an empty disk if {@code wipe}. */
    record Crash(boolean wipe) implements Kind {}

    /** Frozen: everything that should have happened to it happens at the end. */
    record Pause() implements Kind {}

    /** @param cut sides of all nodes */
    record Partition(Cut cut) implements Kind {}

    /** Worse links for the nodes. */
    record Disturb(int lossPpm, int duplicatePpm, long delayMicros, long jitterMicros) implements Kind {}

    /**
     * What only real connections suffer; scenarios refuse it.
     *
     * @param amount bytes a second for {@link Harm#DRIP}, bytes of a million for {@link Harm#FLIP}, else 0
     */
    record Wire(Harm harm, int amount) implements Kind {}

    /** Syncs begun meanwhile return after the end. */
    record DiskStall() implements Kind {}

    /** Writes are refused. */
    record DiskFull() implements Kind {}

    /** Jumps at the beginning, back at the end. */
    record ClockStep(long byMicros) implements Kind {}

    record ClockSkew(int ppm) implements Kind {}

    /**
     * @param micros how late for {@link Behaviour#DELAY}, how long for {@link Behaviour#WITHHOLD} (0 for ever), how far
     *     off for {@link Behaviour#CLOCK_LIAR}
     * @param other the nodes that the second of {@link Behaviour#TWINS} talks to; empty: half, drawn
     */
    record Byzantine(Behaviour behaviour, long micros, int[] other) implements Kind {
      public Byzantine {
        other = other.clone();
      }
    }
  }

  public boolean ends() {
    return untilMicros != Long.MAX_VALUE;
  }
}
