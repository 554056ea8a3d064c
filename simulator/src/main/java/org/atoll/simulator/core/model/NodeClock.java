package org.atoll.simulator.core.model;

/**
 * What one node's clock shows: virtual time, shifted, drifting, sometimes stepping. Timers follow the drift and not the
 * steps, as those of an operating system do.
 */
public final class NodeClock {
  private static final long MILLION = 1_000_000;

  private long anchorMicros;
  private long anchorLocal;
  private long ppm;

  /**
   * @param epochMillis Unix time at virtual time 0
   * @param offsetMicros how far the clock is ahead
   * @param skewPpm how much faster it runs, in parts per million
   */
  public NodeClock(long epochMillis, long offsetMicros, int skewPpm) {
    anchorLocal = epochMillis * 1_000 + offsetMicros;
    ppm = skewPpm;
  }

  public long millis(long nowMicros) {
    return Math.floorDiv(local(nowMicros), 1_000L);
  }

  /** The first instant from now on at which the clock, if it is not stepped, shows {@code atMillis} or more. */
  public long whenShows(long atMillis, long nowMicros) {
    long wait = atMillis * 1_000 - local(nowMicros);
    if (wait <= 0) {
      return nowMicros;
    }
    long when = nowMicros + wait - wait * ppm / (MILLION + ppm);
    while (local(when) < atMillis * 1_000) {
      when++;
    }
    while (when > nowMicros && local(when - 1) >= atMillis * 1_000) {
      when--;
    }
    return when;
  }

  /** Jumps. */
  public void step(long nowMicros, long byMicros) {
    anchor(nowMicros);
    anchorLocal += byMicros;
  }

  /** Runs at another speed from now on. */
  public void skew(long nowMicros, int skewPpm) {
    anchor(nowMicros);
    ppm = skewPpm;
  }

  private void anchor(long nowMicros) {
    anchorLocal = local(nowMicros);
    anchorMicros = nowMicros;
  }

  private long local(long nowMicros) {
    long passed = nowMicros - anchorMicros;
    return anchorLocal + passed + passed * ppm / MILLION;
  }
}
