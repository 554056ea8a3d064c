package org.atoll.sdk.engine;

import java.util.List;
import org.atoll.sdk.value.Bytes;

/**
 * Decides who publishes and which chain is best. It ranks and proposes; it never commits: the validator moves the
 * head and enforces the safety rules no engine can override.
 *
 * <p>A pure state machine: no threads, no clock, no I/O, no statics, no floating point. Calls come one at a time.
 * The same events give the same actions, in the validator, behind a stream and in the simulator.
 */
public interface Engine {
  EngineInfo info();

  /** First call. The anchor is the last final block. */
  List<Action> init(InitContext context, long nowMillis, ReadView view);

  /** At most 64 actions; returns at once, results come back as events. */
  List<Action> step(Event event, long nowMillis, ReadView view);

  /** A function of the header, its ancestors and settled state only. */
  HeaderVerdict verifyHeader(Header header, ReadView view);

  /** A shortcut for {@link #init}: whatever it holds can be rebuilt from the chain. */
  default Bytes snapshot() {
    return Bytes.EMPTY;
  }
}
