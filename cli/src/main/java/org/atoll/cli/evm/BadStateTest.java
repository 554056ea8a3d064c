package org.atoll.cli.evm;

/** A state test that cannot be understood; the message says what is wrong with it. */
final class BadStateTest extends Exception {
  private static final long serialVersionUID = 1;

  BadStateTest(String what) {
    super(what, null, false, false);
  }

  String what() {
    return String.valueOf(getMessage());
  }
}
