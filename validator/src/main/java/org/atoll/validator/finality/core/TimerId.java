package org.atoll.validator.finality.core;

/**
 * Names a timer; setting one that runs restarts it.
 *
 * @param round −1 for {@link Kind#RESEND}, which belongs to no round
 */
public record TimerId(Kind kind, long instance, int round) {
  /** What the timer is for. */
  public enum Kind {
    PROPOSE,
    PREVOTE,
    PRECOMMIT,
    RESEND
  }
}
