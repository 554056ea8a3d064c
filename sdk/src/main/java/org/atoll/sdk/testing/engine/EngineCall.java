package org.atoll.sdk.testing.engine;

import java.util.List;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;

/** A call an engine had, and what it asked for. Its view still answers as it did then. */
public sealed interface EngineCall {
  record Init(InitContext context, long nowMillis, ReadView view, List<Action> actions) implements EngineCall {}

  record Step(Event event, long nowMillis, ReadView view, List<Action> actions) implements EngineCall {}

  long nowMillis();

  ReadView view();

  List<Action> actions();

  /** Calls that engine in the same way. */
  default List<Action> repeat(Engine engine) {
    return switch (this) {
      case Init init -> engine.init(init.context(), init.nowMillis(), init.view());
      case Step step -> engine.step(step.event(), step.nowMillis(), step.view());
    };
  }
}
