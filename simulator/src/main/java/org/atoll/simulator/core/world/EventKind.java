package org.atoll.simulator.core.world;

/** What may happen. */
public enum EventKind {
  START, DELIVER, TIMER, SYNCED, EXECUTED, SUBMIT, LINKED, FAULT_BEGINS, FAULT_ENDS, SAMPLE, STREAM;

  private static final EventKind[] ALL = values();

  static EventKind at(int ordinal) {
    return ALL[ordinal];
  }
}
