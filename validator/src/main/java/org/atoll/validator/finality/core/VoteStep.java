package org.atoll.validator.finality.core;

/** The two votes of a round. */
public enum VoteStep {
  PREVOTE,
  PRECOMMIT;

  /** 1 for prevote, 2 for precommit. */
  public int code() {
    return ordinal() + 1;
  }
}
