package org.atoll.seth.core;

/** What go-ethereum calls some failures. */
final class Failures {
  static final String OUT_OF_GAS = "out of gas";
  static final String CALL_DEPTH = "max call depth exceeded";
  static final String INSUFFICIENT_BALANCE = "insufficient balance for transfer";
  static final String NONCE_OVERFLOW = "nonce uint64 overflow";
  static final String COLLISION = "contract address collision";
  static final String PRECOMPILE = "precompiled contract failed";

  private Failures() {}
}
