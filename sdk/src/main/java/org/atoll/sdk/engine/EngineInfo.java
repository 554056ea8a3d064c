package org.atoll.sdk.engine;

import java.util.Set;

/** An engine as the consensus schedule names it. */
public record EngineInfo(String name, String version, Set<Capability> capabilities) {
  public enum Capability {
    /** May build on blocks that are not final. */
    FORKING,
    /** At most one block per producer and timestamp, rather than per height. */
    SLOTTED,
    /** Uses the validator's ticket source. */
    NEEDS_TICKET,
    /** Takes commands from the operator. */
    OPERATOR
  }

  public EngineInfo {
    capabilities = Set.copyOf(capabilities);
  }
}
