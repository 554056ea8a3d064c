package org.atoll.simulator.core.world;

import java.util.List;
import java.util.SplittableRandom;
import org.atoll.simulator.core.metrics.NodeRecorder;

/**
 * The world around one node. For calls from inside the node's own {@link SimNode} methods and {@link Completion}s only.
 * Times are Unix milliseconds of the node's clock.
 */
public interface NodeContext {
  /** Number of this node; twins have the same. */
  int self();

  /** How many nodes there are. */
  int nodes();

  /** Nodes this one has links with, ascending. Not to be changed. */
  int[] peers();

  /** To any node, linked or not. Messages are shared with the receiver: immutable. */
  void send(int to, Object message, int sizeBytes);

  /** To every peer. */
  void broadcast(Object message, int sizeBytes);

  /**
   * Makes a connection as TCP does. Ends in {@link SimNode#opened}, or in silence.
   *
   * @param link positive, given once
   */
  void dial(long link, int to);

  /** Reliably and in order, while the connection lasts. Frames are shared with the receiver: immutable. */
  void say(long link, Object frame, int sizeBytes);

  /** Ends a connection or a dial; what was said before still arrives. */
  void hangUp(long link, String why);

  /** Of a clock that never steps. */
  long steadyMillis();

  /** Calls {@link SimNode#timer} when the clock shows {@code atMillis}, at once if it does; moves a timer that is set. */
  void setTimer(long id, long atMillis);

  void cancelTimer(long id);

  /** Takes CPU time of the node's only lane, first come, first served. */
  void execute(long cpuMicros, Completion completion);

  /** False when the disk is full and nothing was written. */
  boolean write(Object entry, int sizeBytes);

  /** Done when everything written so far would survive a crash. */
  void sync(Completion completion);

  /** What the disk holds, oldest first. After a crash: what survived. */
  List<Object> stored();

  /** These entries, durable at once, in place of everything the disk holds. */
  void compact(List<?> entries);

  /** A stream of this node's own; the same purpose gives the same stream from its beginning. */
  SplittableRandom random(String purpose);

  NodeRecorder record();

  /** For whoever traces this node. */
  void log(String line);
}
