package org.atoll.seth.core;

/** Runs the instructions of one frame. */
interface Loop {
  /**
   * Until the frame ends, calls, or lacks something: {@link Halt#RETURNED}, {@link Halt#REVERTED},
   * {@link Halt#ENTER}, {@link Halt#SUSPENDED}, {@link Halt#STOPPED} or why it failed. Unless it failed, the frame's
   * gas is what is left.
   */
  long run(Frame f);
}
