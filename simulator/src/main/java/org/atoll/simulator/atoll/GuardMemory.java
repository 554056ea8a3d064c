package org.atoll.simulator.atoll;

import org.atoll.sdk.value.Bytes;
import org.atoll.validator.finality.core.GuardStore;

/** Two slots that survive crashes of their node: what is written is durable at once. */
final class GuardMemory implements GuardStore {
  private final Bytes[] slots = {Bytes.EMPTY, Bytes.EMPTY};

  @Override
  public Bytes read(int slot) {
    return slots[slot];
  }

  @Override
  public void write(int slot, Bytes content) {
    slots[slot] = content;
  }
}
