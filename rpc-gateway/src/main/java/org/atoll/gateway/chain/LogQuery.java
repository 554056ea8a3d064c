package org.atoll.gateway.chain;

import org.atoll.sdk.value.Hash32;

/** Which logs to find. */
public record LogQuery(Range range, LogPattern pattern) {
  /** Where to look. */
  public sealed interface Range {
    /** Both ends inclusive. */
    record Heights(long from, long to) implements Range {}

    record Block(Hash32 hash) implements Range {}
  }
}
