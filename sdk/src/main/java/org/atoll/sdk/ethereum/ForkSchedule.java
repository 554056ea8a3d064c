package org.atoll.sdk.ethereum;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which fork's rules hold at which height: ascending in both, the first from height 0. Immutable. */
public final class ForkSchedule {
  /** Osaka from the start. */
  public static final ForkSchedule DEFAULT = new ForkSchedule(List.of(Map.entry(Fork.OSAKA, 0L)));

  private final List<Map.Entry<Fork, Long>> entries;

  private ForkSchedule(List<Map.Entry<Fork, Long>> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * Reads the form {@code cancun:0,prague:100}.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static ForkSchedule parse(String text) {
    var entries = new ArrayList<Map.Entry<Fork, Long>>();
    for (var part : text.split(",", -1)) {
      int colon = part.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("fork schedule: '" + part + "' is not of the form name:height");
      }
      var name = part.substring(0, colon).strip();
      var fork = Fork.ofId(name)
          .orElseThrow(() -> new IllegalArgumentException("fork schedule: no fork is called '" + name + "'"));
      entries.add(Map.entry(fork, height(part.substring(colon + 1).strip())));
    }
    requireAscending(entries);
    return new ForkSchedule(entries);
  }

  private static long height(String digits) {
    try {
      long height = Long.parseLong(digits);
      if (height >= 0) {
        return height;
      }
    } catch (NumberFormatException notANumber) { // told below
    }
    throw new IllegalArgumentException("fork schedule: '" + digits + "' is not a height");
  }

  private static void requireAscending(List<Map.Entry<Fork, Long>> entries) {
    if (entries.getFirst().getValue() != 0) {
      throw new IllegalArgumentException("fork schedule: the first fork must be at height 0, "
          + entries.getFirst().getKey().id() + " is at " + entries.getFirst().getValue());
    }
    for (int i = 1; i < entries.size(); i++) {
      var before = entries.get(i - 1);
      var after = entries.get(i);
      if (after.getValue() <= before.getValue() || after.getKey().compareTo(before.getKey()) <= 0) {
        throw new IllegalArgumentException("fork schedule: " + after.getKey().id() + ":" + after.getValue()
            + " must be a later fork at a greater height than " + before.getKey().id() + ":" + before.getValue());
      }
    }
  }

  /** The fork whose rules hold in the block at {@code height}, 0 or more. */
  public Fork at(long height) {
    for (int i = entries.size() - 1; i > 0; i--) {
      if (height >= entries.get(i).getValue()) {
        return entries.get(i).getKey();
      }
    }
    return entries.getFirst().getKey();
  }

  /** Forks and their first heights, ascending. */
  public List<Map.Entry<Fork, Long>> entries() {
    return entries;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ForkSchedule schedule && entries.equals(schedule.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  /** The form {@link #parse} reads. */
  @Override
  public String toString() {
    return entries.stream().map(entry -> entry.getKey().id() + ":" + entry.getValue())
        .collect(Collectors.joining(","));
  }
}
