package org.atoll.dpos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.atoll.sdk.value.Bytes;

/**
 * Parameters of the slots (consensus.md §5.2), as the schedule's {@code params} give them: canonical JSON, such as
 * {@code {"build_deadline_permille":600,"propagation_reserve_ms":300,"repetitions":1,"slot_ms":3000}}. What is left out
 * has its default.
 *
 * @param slotMillis 100 to 600 000
 * @param repetitions slots in a row of one producer, 1 to 64
 * @param buildDeadlinePermille part of a slot in which its block is filled, 1 to 1 000
 * @param propagationReserveMillis of each slot left for the block to spread
 * @param maxLagBlocks unfinal blocks at which nothing is built any more, 2 to 4 096; from half of it on, one slot cycle
 *     in {@value Turns#SPARSE} is used
 */
record DposParams(long slotMillis, int repetitions, int buildDeadlinePermille, long propagationReserveMillis,
    int maxLagBlocks) {
  static final DposParams DEFAULTS = new DposParams(3_000, 1, 600, 300, 64);

  DposParams {
    require("slot_ms", slotMillis, 100, 600_000);
    require("repetitions", repetitions, 1, 64);
    require("build_deadline_permille", buildDeadlinePermille, 1, 1_000);
    require("propagation_reserve_ms", propagationReserveMillis, 0, slotMillis);
    require("max_lag_blocks", maxLagBlocks, 2, 4_096);
    long left = slotMillis - slotMillis * buildDeadlinePermille / 1_000;
    if (left < propagationReserveMillis) {
      throw new IllegalArgumentException("dpos: build_deadline_permille " + buildDeadlinePermille + " leaves " + left
          + " ms of a slot of " + slotMillis + " ms, propagation_reserve_ms is " + propagationReserveMillis);
    }
  }

  private static void require(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException("dpos: " + key + " is " + value + ", it must be " + least + " to " + most);
    }
  }

  /** @throws IllegalArgumentException when it is not canonical, or a key is unknown or out of range */
  static DposParams parse(Bytes json) {
    var values = FlatJson.parse(new String(json.unsafeArray(), UTF_8));
    for (var key : values.keySet()) { // sorted
      switch (key) {
        case "build_deadline_permille", "max_lag_blocks", "propagation_reserve_ms", "repetitions", "slot_ms" -> {}
        default -> throw new IllegalArgumentException("dpos: unknown parameter " + key);
      }
    }
    return new DposParams(
        values.getOrDefault("slot_ms", DEFAULTS.slotMillis),
        small(values, "repetitions", DEFAULTS.repetitions),
        small(values, "build_deadline_permille", DEFAULTS.buildDeadlinePermille),
        values.getOrDefault("propagation_reserve_ms", DEFAULTS.propagationReserveMillis),
        small(values, "max_lag_blocks", DEFAULTS.maxLagBlocks));
  }

  private static int small(Map<String, Long> values, String key, int otherwise) {
    long value = values.getOrDefault(key, (long) otherwise);
    if (value != (int) value) {
      throw new IllegalArgumentException("dpos: " + key + " is out of range: " + value);
    }
    return (int) value;
  }

  long deadlineOf(long slotStartMillis) {
    return slotStartMillis + slotMillis * buildDeadlinePermille / 1_000;
  }
}
