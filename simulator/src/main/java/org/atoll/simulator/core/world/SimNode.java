package org.atoll.simulator.core.world;

/** A node in the world: one thread calls, time comes as an argument, everything it does goes through its context. */
public interface SimNode {
  /** Once, at the beginning. */
  void start(long nowMillis);

  void deliver(int from, Object message, long nowMillis);

  void timer(long id, long nowMillis);

  /** A client's transaction arrives here. */
  void submit(Object transaction, long nowMillis);

  /**
   * A link to that node was made anew, because one of the two has started again; the one before is gone. At the beginning
   * all links are there.
   */
  default void linked(int peer, long nowMillis) {}

  /** A connection is there: one that was dialled, or that another node made. */
  default void opened(Opened connection, long nowMillis) {}

  /** The other end of a connection sent this. */
  default void said(long link, Object frame, long nowMillis) {}

  /** The other end has closed the connection, or knows nothing of it. */
  default void closed(long link, String why, long nowMillis) {}

  /** Memory is gone. Timers, messages under way to it and completions are dropped by the world. No calls out of here. */
  void crash();

  /** Begins again with {@link NodeContext#stored}. */
  void restart(long nowMillis);
}
