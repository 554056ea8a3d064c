package org.atoll.validator.chain.core;

import org.atoll.validator.finality.core.TimerId;

/** A timer of one part of the chain; setting one that runs moves it. */
public sealed interface TimerKey {
  /** The engine's host wants to look at the clock. */
  record Engine() implements TimerKey {}

  record Finality(TimerId id) implements TimerKey {}

  /** Votes wait for company. */
  record Bundle() implements TimerKey {}

  /** Blocks lack batches. */
  record Bodies() implements TimerKey {}

  /** The time of a block that came early has come. */
  record EarlyBlocks() implements TimerKey {}

  /** Ids wait to be announced. */
  record Announce() implements TimerKey {}

  /** Answers to the sync may be overdue. */
  record Sync() implements TimerKey {}

  /** Answers to a join by snapshot may be overdue. */
  record Join() implements TimerKey {}
}
