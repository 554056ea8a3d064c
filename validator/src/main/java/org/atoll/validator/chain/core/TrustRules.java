package org.atoll.validator.chain.core;

import java.time.Duration;
import java.util.Optional;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.finality.core.BlockRef;

/**
 * How long what a node knows of the members is good for (consensus.md §2.4).
 *
 * @param periodMillis half of the time in which who has left may still be punished
 * @param checkpoint a block that people vouch for
 * @param entropy makes this process's questions unlike any other's
 */
public record TrustRules(long periodMillis, Optional<BlockRef> checkpoint, Bytes entropy) {
  /** Three days and a half. */
  public static final long PERIOD_MILLIS = Duration.ofHours(84).toMillis();

  public TrustRules {
    if (periodMillis < 1) {
      throw new IllegalArgumentException("the period is at least a millisecond");
    }
  }

  public static TrustRules standard(Optional<BlockRef> checkpoint, Bytes entropy) {
    return new TrustRules(PERIOD_MILLIS, checkpoint, entropy);
  }
}
