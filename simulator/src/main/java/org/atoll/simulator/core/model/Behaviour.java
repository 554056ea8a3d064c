package org.atoll.simulator.core.model;

/** How a Byzantine node lies, around an honest node that does not know. */
public enum Behaviour {
  /** Hears, never speaks. */
  SILENT,
  /** Two nodes with one key, each with its own part of the others. */
  TWINS,
  /** Two blocks or proposals for one place, each to half of the others. */
  EQUIVOCATE,
  /** Two votes for one round, each to half of the others. */
  DOUBLE_VOTE,
  /** Keeps its blocks back, for a while or for good. */
  WITHHOLD,
  /** Votes late. */
  DELAY,
  /** Blocks with a state root that nobody else gets. */
  WRONG_ROOT,
  /** A clock that is off on purpose. */
  CLOCK_LIAR,
  /** Drops some transactions. */
  CENSOR
}
