package org.atoll.validator.engine;

import java.util.List;
import java.util.function.Supplier;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.engine.runner.EngineLife;
import org.jspecify.annotations.Nullable;

/**
 * An engine in its caller's hands: every call tells the listener before it returns. For the simulator and for tests; an
 * engine that hangs hangs its caller. Not thread-safe.
 */
public final class DirectEngine implements EnginePort {
  private final Supplier<Engine> engines;
  private @Nullable EngineListener listener;
  private @Nullable EngineLife current;
  private long currentLife;

  /** @param engines a new one for each life */
  public DirectEngine(Supplier<Engine> engines) {
    this.engines = engines;
  }

  @Override
  public void open(EngineListener hears) {
    listener = hears;
    hears.available(engines.get().info());
  }

  @Override
  public void init(long life, InitContext context, long nowMillis, ReadView view) {
    currentLife = life;
    tell(life, hears -> {
      var engine = new EngineLife(engines.get());
      current = engine;
      var acted = engine.init(context, nowMillis, view);
      return () -> hears.acted(life, 0, acted.actions(), acted.snapshot());
    });
  }

  @Override
  public void step(long life, long seq, Event event, long nowMillis, ReadView view) {
    tell(life, hears -> {
      var acted = engine().step(event, nowMillis, view);
      return () -> hears.acted(life, seq, acted.actions(), acted.snapshot());
    });
  }

  @Override
  public void ask(long life, long askId, List<Header> headers, ReadView view) {
    tell(life, hears -> {
      var verdicts = engine().judge(headers, view);
      return () -> hears.judged(life, askId, verdicts);
    });
  }

  /** Calls the engine; what it returns tells the listener. */
  @FunctionalInterface
  private interface Work {
    Runnable run(EngineListener hears);
  }

  private void tell(long life, Work work) {
    var hears = listener;
    if (hears == null) {
      throw new IllegalStateException("open comes first");
    }
    if (life != currentLife) {
      return; // over
    }
    Runnable answer;
    try {
      answer = work.run(hears);
    } catch (RuntimeException | Error broken) { // the engine's bug is the host's business
      current = null;
      answer = () -> hears.failed(life, String.valueOf(broken));
    }
    answer.run();
  }

  private EngineLife engine() {
    if (current == null) {
      throw new IllegalStateException("the engine has failed before");
    }
    return current;
  }

  @Override
  public void discard(long life, String why) {
    if (life == currentLife) {
      current = null;
      currentLife = 0;
    }
  }

  @Override
  public void close() {
    current = null;
    currentLife = 0;
  }
}
