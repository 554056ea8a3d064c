package org.atoll.sdk.engine;

import org.atoll.sdk.value.Bytes;

/** An engine's judgement on a header. */
public sealed interface HeaderVerdict {
  /**
   * Fork choice prefers the larger sum of weights since the last final block, then the smaller sum of costs, then
   * the smaller tie (unsigned bytes), then the smaller block id.
   *
   * @param weight 1 or more
   * @param cost 0 or more
   * @param tie 64 bytes at most
   * @param randomness 64 bytes at most; empty when the engine gives none
   */
  record Accept(long weight, long cost, Bytes tie, Bytes randomness) implements HeaderVerdict {
    public Accept {
      if (weight < 1 || cost < 0 || tie.size() > 64 || randomness.size() > 64) {
        throw new IllegalArgumentException("weight >= 1, cost >= 0, tie and randomness of at most 64 bytes");
      }
    }
  }

  record Reject(String reason) implements HeaderVerdict {}
}
