package org.atoll.seth.state;

/**
 * How many of the slots behind a missing one to ask for with it. Arrays and structures lie in consecutive slots, and each
 * question is a round trip: who goes on where the last question ended gets four more, then sixteen, then sixty-four.
 */
final class ReadAhead {
  private static final int FIRST = 4;
  private static final int GROWTH = 4;
  private static final int MOST = 64;

  private int account = -1;
  private long next;
  private int length;

  void clear() {
    account = -1;
  }

  /**
   * A slot is missing.
   *
   * @param ofAccount entry number of its account
   * @param low the slot's number modulo 2^64
   */
  int after(int ofAccount, long low) {
    boolean goesOn = ofAccount == account && low == next;
    length = !goesOn ? 0 : length == 0 ? FIRST : Math.min(GROWTH * length, MOST);
    account = ofAccount;
    next = low + length + 1;
    return length;
  }
}
