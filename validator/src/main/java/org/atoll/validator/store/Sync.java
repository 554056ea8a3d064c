package org.atoll.validator.store;

/** What must hold when a write returns. */
public enum Sync {
  /** The batch, and all written before it, survives power loss. */
  SYNCED,
  /** The batch survives the death of this process, not of the machine. */
  UNSYNCED
}
