package org.atoll.sdk.engine.runner;

import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.value.Bytes;

/**
 * One engine object from init to its end, called in the same way wherever it runs. Throws whatever the engine throws,
 * and NullPointerException when that returns null. As thread-safe as the engine: not at all.
 */
public final class EngineLife {
  /** @param snapshot empty: none was taken */
  public record Acted(List<Action> actions, Bytes snapshot) {
    public Acted {
      actions = List.copyOf(actions);
    }
  }

  private final Engine engine;

  /** @param engine a new one */
  public EngineLife(Engine engine) {
    this.engine = engine;
  }

  public Acted init(InitContext context, long nowMillis, ReadView view) {
    return new Acted(engine.init(context, nowMillis, view), Bytes.EMPTY);
  }

  /** A snapshot is taken after each {@link Event.Finalized}: the next life starts from a final block too. */
  public Acted step(Event event, long nowMillis, ReadView view) {
    var actions = engine.step(event, nowMillis, view);
    var snapshot = event instanceof Event.Finalized ? engine.snapshot() : Bytes.EMPTY;
    return new Acted(actions, snapshot);
  }

  /** In the order of the headers. */
  public List<HeaderVerdict> judge(List<Header> headers, ReadView view) {
    var verdicts = new ArrayList<HeaderVerdict>(headers.size());
    for (var header : headers) {
      verdicts.add(engine.verifyHeader(header, view));
    }
    return List.copyOf(verdicts);
  }
}
