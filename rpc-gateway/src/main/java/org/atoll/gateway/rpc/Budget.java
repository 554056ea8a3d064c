package org.atoll.gateway.rpc;

import java.time.Duration;
import java.util.Optional;

/** What one client may still ask. Thread-safe. */
@FunctionalInterface
public interface Budget {
  /** For clients on this machine. */
  Budget UNLIMITED = units -> Optional.empty();

  /** Spends units; if there are too few, none are spent and the answer is how long to wait for them. */
  Optional<Duration> spend(int units);
}
