package org.atoll.validator.engine.core;

import java.util.List;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.value.Hash32;

/** What the host wants done; in order. The first four go to the engine's port as they are. */
public sealed interface HostEffect {
  record CallInit(long life, InitContext context, long nowMillis, ReadView view) implements HostEffect {}

  record CallStep(long life, long seq, Event event, long nowMillis, ReadView view) implements HostEffect {}

  record CallAsk(long life, long askId, List<Header> headers, ReadView view) implements HostEffect {}

  record Discard(long life, String why) implements HostEffect {}

  /** Within the limits; never a timer, which the host keeps itself. */
  record Perform(Action action) implements HostEffect {}

  /** Answer to {@link EngineHost#ask}; as many as there were headers, in their order. */
  record Verdicts(long askId, List<HeaderVerdict> verdicts) implements HostEffect {}

  /** The engine's drafts are void: a new life knows nothing of them and numbers its own from the start. */
  record DropDrafts() implements HostEffect {}

  /** {@link EngineHost#tick} is wanted at this time. Replaces any earlier wish; to come early or late does no harm. */
  record WakeAt(long millis) implements HostEffect {}

  /** The state changed. */
  record Note(EngineState state) implements HostEffect {}

  /**
   * Every 1 000 events, so that two runs of a log can be compared (consensus.md V12).
   *
   * @param events answered by then, over all lives
   * @param actions running hash of all actions
   */
  record Fingerprint(long events, Hash32 actions) implements HostEffect {}
}
