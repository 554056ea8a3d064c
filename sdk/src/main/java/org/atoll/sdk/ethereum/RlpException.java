package org.atoll.sdk.ethereum;

/** Bytes from outside are not the RLP that was expected. Carries no stack trace: anyone can cause it at will. */
public final class RlpException extends Exception {
  private static final long serialVersionUID = 1;

  public RlpException(String what) {
    super(what, null, false, false);
  }

  /** What is wrong, fit to be shown to the sender. */
  public String what() {
    return String.valueOf(getMessage());
  }
}
