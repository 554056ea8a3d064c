package org.atoll.dpos;

/**
 * Time in slots: slot = timestamp / slot length, exactly. A turn is the slots in a row of one producer.
 *
 * @param millis length of a slot
 * @param repetitions slots in a turn
 */
record Slots(long millis, int repetitions) {
  long at(long timestampMillis) {
    return Math.floorDiv(timestampMillis, millis);
  }

  boolean isStart(long timestampMillis) {
    return Math.floorMod(timestampMillis, millis) == 0;
  }

  /** @throws ArithmeticException when no clock will ever show that time */
  long start(long slot) {
    return Math.multiplyExact(slot, millis);
  }

  long turn(long slot) {
    return Math.floorDiv(slot, repetitions);
  }

  /** Its first slot. */
  long slotOfTurn(long turn) {
    return turn * repetitions;
  }
}
