package org.atoll.validator.engine.core;

import java.util.List;
import java.util.function.Supplier;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.wire.EngineCodec;
import org.jspecify.annotations.Nullable;

/** Runs a log again: the same events must give the same actions (consensus.md V12, P12). */
public final class ReplayCheck {
  private ReplayCheck() {}

  /** How a replay went. */
  public sealed interface Result {
    /** @param calls compared; calls before the log's first init and those that ended a life are not */
    record Same(long calls) implements Result {}

    /** @param actions what the engine asks for now */
    record Differs(EngineLog.Entry at, List<Action> actions) implements Result {}
  }

  /** @param fresh a new engine for every life */
  public static Result run(List<EngineLog.Entry> log, Supplier<Engine> fresh) {
    @Nullable Engine engine = null;
    long calls = 0;
    for (var entry : log) {
      if (entry.input() instanceof EngineLog.Input.Init) {
        engine = fresh.get();
      }
      if (engine == null || entry.isFault()) {
        continue;
      }
      var actions = switch (entry.input()) {
        case EngineLog.Input.Init(var context) -> engine.init(context, entry.nowMillis(), entry.view());
        case EngineLog.Input.Step(var event) -> engine.step(event, entry.nowMillis(), entry.view());
      };
      if (!EngineCodec.hash(actions).equals(entry.actions())) {
        return new Result.Differs(entry, List.copyOf(actions));
      }
      calls++;
    }
    return new Result.Same(calls);
  }
}
