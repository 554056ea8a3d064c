package org.atoll.sdk.testing.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.engine.Action;

/** The limits a validator holds an engine to (consensus.md §1). */
final class EngineLimits {
  private static final int ACTIONS = 64;
  private static final int TIMERS = 64;
  private static final int CONSENSUS_BYTES = 4_096;
  private static final int MESSAGE_BYTES = 64 << 10;
  private static final int TEXT = 256;

  private EngineLimits() {}

  /** @param timers those alive; brought up to date */
  static Optional<String> check(List<Action> actions, Set<Long> timers) {
    if (actions.size() > ACTIONS) {
      return Optional.of(actions.size() + " actions in one step");
    }
    for (var action : actions) {
      boolean within = switch (action) {
        case Action.SetTimer(var id, var at) -> {
          timers.add(id);
          yield timers.size() <= TIMERS;
        }
        case Action.CancelTimer(var id) -> {
          timers.remove(id);
          yield true;
        }
        case Action.BuildBlock build -> build.timestampMillis() >= 0;
        case Action.DropDraft ignored -> true;
        case Action.SealBlock(var id, var consensus, var seal) -> consensus.size() <= CONSENSUS_BYTES;
        case Action.RequestTicket(var height, var alpha) -> alpha.size() <= CONSENSUS_BYTES;
        case Action.Validate ignored -> true;
        case Action.Reject(var id, var why) -> why.length() <= TEXT;
        case Action.Send(var peer, var type, var bytes) -> bytes.size() <= MESSAGE_BYTES;
        case Action.Broadcast(var type, var bytes) -> bytes.size() <= MESSAGE_BYTES;
        case Action.ReportEvidence(var bytes) -> bytes.size() <= MESSAGE_BYTES;
        case Action.Metric(var name, var value) -> name.length() <= TEXT;
      };
      if (!within) {
        return Optional.of("too much: " + action.getClass().getSimpleName() + ", with " + timers.size() + " timers");
      }
    }
    return Optional.empty();
  }
}
