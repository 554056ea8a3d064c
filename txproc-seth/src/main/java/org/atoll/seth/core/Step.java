package org.atoll.seth.core;

import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;

/** A look at the machine before or after an instruction. Valid only while the {@link Tracer} is called. */
public interface Step {
  int pc();

  int opcode();

  /** As in {@code PUSH1}; undefined ones as go-ethereum calls them. */
  String name();

  /** What was left before the instruction. */
  long gas();

  /** 1 for the outermost frame. */
  int depth();

  /** The account whose storage the code sees. */
  EvmAddress self();

  /** Words on the stack. */
  int stackSize();

  /**
   * A quarter of a word on the stack.
   *
   * @param word 0 for the top
   * @param limb 0 to 3, least significant first
   */
  long limb(int word, int limb);

  /** The word on the stack as 32 bytes; 0 is the top. */
  Bytes word(int fromTop);

  /** Bytes, a multiple of 32. */
  int memorySize();

  /** A part of memory; what lies beyond its end is zero. */
  Bytes memory(int from, int size);

  /** What the last call returned. */
  Bytes returnData();

  /** The refund counter, which may be negative for a while. */
  long refund();
}
