package org.atoll.seth.core;

/**
 * Why a step did not simply leave gas behind. Operations return the gas left, which is never negative, or one of these.
 */
final class Halt {
  static final long OUT_OF_GAS = -1;
  static final long STACK_UNDERFLOW = -2;
  static final long STACK_OVERFLOW = -3;
  static final long INVALID_OPCODE = -4;
  static final long INVALID_JUMP = -5;
  static final long WRITE_PROTECTION = -6;
  static final long RETURN_DATA_BOUNDS = -7;
  static final long INIT_CODE_SIZE = -8;
  static final long CODE_SIZE = -9;
  static final long CODE_PREFIX = -10;
  static final long CODE_DEPOSIT = -11;
  static final long ADDRESS_COLLISION = -12;
  static final long PRECOMPILE_FAILED = -13;

  /** The frame ended as it wished. */
  static final long RETURNED = -30;
  static final long REVERTED = -31;

  /** A new frame was pushed. */
  static final long ENTER = -40;
  /** Something was not local; the instruction will run again. */
  static final long SUSPENDED = -41;
  /** The query's time is up. */
  static final long STOPPED = -42;

  private Halt() {}
}
