package org.atoll.seth.core;

import java.math.BigInteger;
import java.util.List;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;

/**
 * Watches a run. Each thing that happens is told once, however often the run had to wait for state. Called by the
 * thread that runs; must not keep {@link Step} objects.
 */
public interface Tracer {
  /** Sees nothing. */
  Tracer NONE = new Tracer() {};

  /** What opens a frame. */
  enum Kind { CALL, CALLCODE, DELEGATECALL, STATICCALL, CREATE, CREATE2, SELFDESTRUCT }

  /**
   * A call, a creation, or a contract's end.
   *
   * @param from who calls, creates, ends
   * @param to whose code is called, what is created, who inherits
   * @param value wei; of a DELEGATECALL what its caller was given, of a STATICCALL 0
   * @param input call data or init code
   * @param gas given to the frame
   * @param precompile whether {@code to} is a precompiled contract
   */
  record Call(Kind kind, EvmAddress from, EvmAddress to, BigInteger value, Bytes input, long gas,
      boolean precompile) {}

  /**
   * How a frame ended.
   *
   * @param output return data, revert data or the created code
   * @param gasLeft given back to the caller
   * @param error go-ethereum's words, {@code execution reverted} among them; empty when it succeeded
   */
  record End(Bytes output, long gasLeft, String error) {
    public boolean reverted() {
      return error.equals(REVERTED);
    }
  }

  /** The error of a frame that reverted. */
  String REVERTED = "execution reverted";

  /** An instruction comes next. False stops the run. */
  default boolean step(Step next) {
    return true;
  }

  /**
   * The instruction is done, or has entered a frame, or has failed.
   *
   * @param after as it left stack and memory; {@code pc}, {@code gas} are still those before
   * @param gasCost including memory, and gas given to a callee but not to a creation
   * @param error empty unless it failed; a revert is no failure
   */
  default void stepped(Step after, long gasCost, String error) {}

  /** A frame begins; those without code end at once. SELFDESTRUCT counts as a frame. */
  default void enter(Call call) {}

  /** The innermost frame ends. */
  default void exit(End end) {}

  /** A log was written; it may be undone with its frame. */
  default void log(EvmAddress emitter, List<Bytes> topics, Bytes data) {}

  /** All is over; not called for a run that was refused or stopped. */
  default void finished(Execution execution, List<StateWrite> writes) {}
}
