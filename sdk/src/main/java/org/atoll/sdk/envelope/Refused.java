package org.atoll.sdk.envelope;

import org.atoll.sdk.processor.Refusal;

/** Leaves the native decoder with its refusal; never seen outside. Carries no stack trace. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1;
  private static final int MALFORMED = -32602;
  private static final int REFUSED = -32000;

  private final transient Refusal refusal;

  private Refused(Refusal refusal) {
    super(refusal.message(), null, false, false);
    this.refusal = refusal;
  }

  /** The bytes are not what they should be. */
  static Refused malformed(String name, String message, String hint) {
    return new Refused(Refusal.named(MALFORMED, name, message, hint));
  }

  /** The bytes are well-formed but not acceptable. */
  static Refused unacceptable(String name, String message, String hint) {
    return new Refused(Refusal.named(REFUSED, name, message, hint));
  }

  Refusal refusal() {
    return refusal;
  }
}
