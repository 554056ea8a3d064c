package org.atoll.simulator.core.model;

/**
 * @param syncMicros median time until a sync returns
 * @param sigma of the logarithm of that time
 * @param bytesPerSecond how fast it writes
 * @param tornPpm crashes at which some, not all, of the unsynced writes survive; at the others none does
 */
public record DiskModel(long syncMicros, double sigma, long bytesPerSecond, int tornPpm) {
  /** A solid-state drive. */
  public static DiskModel ssd() {
    return new DiskModel(1_000, 0.4, 400_000_000, 900_000);
  }
}
