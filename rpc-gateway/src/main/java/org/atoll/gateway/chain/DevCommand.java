package org.atoll.gateway.chain;

/** What only a chain with a dev genesis does on request. */
public sealed interface DevCommand {
  /**
   * Make blocks now.
   *
   * @param blocks 1 or more
   */
  record Mine(int blocks) implements DevCommand {}

  /** Whether a block follows each transaction at once. */
  record Automine(boolean on) implements DevCommand {}

  /**
   * Time between blocks.
   *
   * @param millis 0 stops them
   */
  record Interval(long millis) implements DevCommand {}

  /** Moves the chain's clock ahead of where it is. */
  record AdvanceTime(long millis) implements DevCommand {}

  /** Timestamp of the next block, milliseconds since 1970. */
  record NextTimestamp(long millis) implements DevCommand {}
}
