package org.atoll.validator.finality.core;

/** The two votes of a round. */
public enum VoteStep {
  PREVOTE(1),
  PRECOMMIT(2);

  private final int code;

  VoteStep(int code) {
    this.code = code;
  }

  /** As in a vote's bytes. */
  public int code() {
    return code;
  }

  /** @param code 1 or 2 */
  static VoteStep of(int code) throws Wire.Malformed {
    return switch (code) {
      case 1 -> PREVOTE;
      case 2 -> PRECOMMIT;
      default -> throw new Wire.Malformed("unknown step " + code);
    };
  }
}
