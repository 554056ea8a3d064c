package org.atoll.sdk.ethereum;

/** A Merkle proof does not lead from the root to the key. Carries no stack trace: anyone can cause it at will. */
public final class InvalidProofException extends Exception {
  private static final long serialVersionUID = 1;

  public InvalidProofException(String what) {
    super(what, null, false, false);
  }
}
