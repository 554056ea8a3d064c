package org.atoll.validator.engine;

import java.util.List;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;

/**
 * One engine, wherever it runs. Calls return at once; what comes of them is told to the {@link EngineListener}, so an
 * engine that hangs holds up nobody. A life is one engine object from its {@code init} to its end; {@code init} of a
 * higher one ends the one before. Calls come from one thread at a time, in the order of
 * the host's effects; views must be safe to read on any thread.
 */
public interface EnginePort extends AutoCloseable {
  /** First call, and once: from now on the listener is told, first that the engine is available. */
  void open(EngineListener listener);

  /** Answered by {@code acted} with sequence number 0, or {@code failed}. */
  void init(long life, InitContext context, long nowMillis, ReadView view);

  /** Answered by {@code acted} with the same number, or {@code failed}. */
  void step(long life, long seq, Event event, long nowMillis, ReadView view);

  /** At most 256 headers. Answered by {@code judged}, or {@code failed}. */
  void ask(long life, long askId, List<Header> headers, ReadView view);

  /** The life is over, by the validator's decision; nothing it still says counts. */
  void discard(long life, String why);

  @Override
  void close();
}
