package org.atoll.validator.finality.core;

import org.atoll.sdk.value.Bytes;

/** Two slots on stable storage, used by one thread. Failures are unchecked exceptions and stop the process. */
public interface GuardStore {
  /**
   * What a slot holds, however damaged; empty when it was never written.
   *
   * @param slot 0 or 1
   */
  Bytes read(int slot);

  /** Replaces the content of one slot and touches nothing of the other; durable when it returns. */
  void write(int slot, Bytes content);
}
