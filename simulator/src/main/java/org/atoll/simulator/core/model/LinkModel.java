package org.atoll.simulator.core.model;

/**
 * Every link of a network.
 *
 * @param bytesPerSecond each node's uplink, 0 for no limit
 * @param lossPpm messages lost, in parts per million
 * @param duplicatePpm messages that arrive twice
 * @param reorderPpm messages that may overtake earlier ones of the same link, and are late by up to
 *     {@code reorderMicros}; all others keep their order, as in a stream
 * @param lossIsStall a lost message is sent again after 200 ms, 400 ms and so on and holds up those behind it (TCP);
 *     otherwise it is gone
 */
public record LinkModel(Delay delay, long bytesPerSecond, int lossPpm, int duplicatePpm, int reorderPpm,
    long reorderMicros, boolean lossIsStall) {
  /** Nothing but delay. */
  public static LinkModel of(Delay delay) {
    return new LinkModel(delay, 0, 0, 0, 0, 0, false);
  }
}
