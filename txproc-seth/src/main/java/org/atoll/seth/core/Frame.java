package org.atoll.seth.core;

import org.atoll.seth.state.Account;
import org.atoll.seth.state.Code;
import org.jspecify.annotations.Nullable;

/** One call or creation under way. Objects are reused; {@link Machine#push} prepares them. */
final class Frame {
  static final int STACK_LONGS = 4 * 1_024;
  private static final byte[] NO_INPUT = {};

  /** Set while the frame is in use. */
  Account self;
  Code code = Code.EMPTY;
  int pc;
  /** Index of the frame's first stack long in the arena, and one past its top word. */
  int base;
  int sp;
  long gas;

  /** The frame's memory in the arena, its size in bytes (a multiple of 32), and what that has cost. */
  int memoryBase;
  int memorySize;
  long memoryCost;

  /** Caller and value as CALLER and CALLVALUE show them. */
  long caller0;
  long caller1;
  int caller2;
  final long[] value = new long[4];

  /** Call data: a part of the caller's memory or of the transaction; it does not change while the frame runs. */
  byte[] input = NO_INPUT;
  int inputAt;
  int inputSize;

  boolean readOnly;
  /** The account being created; null in a call. */
  @Nullable Account creating;

  /** Where the caller wants the output: offset in the caller's memory, and at most how much. */
  int outputAt;
  int outputSize;

  /** What to go back to if the frame fails. */
  int mark;
  int logMark;
  long refundMark;

  Frame(Account self) {
    this.self = self;
  }

  void input(byte[] array, int at, int size) {
    input = array;
    inputAt = at;
    inputSize = size;
  }

  void noInput() {
    input(NO_INPUT, 0, 0);
  }
}
