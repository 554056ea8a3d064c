package org.atoll.validator.engine;

import java.util.List;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The port of an engine in another process. Each stream is one life; after it the engine dials again, or another that
 * stood by takes over. Thread-safe.
 */
final class RemoteEngine implements EnginePort {
  private final RemoteEngines engines;
  private final String name;
  private final String version;
  private @Nullable EngineListener listener;
  private @Nullable EngineConnection connection;
  private long currentLife; // 0: the connection has not been begun

  RemoteEngine(RemoteEngines engines, String name, String version) {
    this.engines = engines;
    this.name = name;
    this.version = version;
  }

  String name() {
    return name;
  }

  String version() {
    return version;
  }

  @Override
  public void open(EngineListener hears) {
    synchronized (this) {
      listener = hears;
    }
    look();
  }

  /** An engine may have come. */
  synchronized void look() {
    var hears = listener;
    if (hears == null || connection != null) {
      return;
    }
    engines.take(name, version).ifPresent(next -> {
      connection = next;
      currentLife = 0;
      hears.available(next.info());
    });
  }

  /** That engine is gone. */
  void lost(EngineConnection gone, String why) {
    synchronized (this) {
      if (connection != gone) {
        return;
      }
      connection = null;
      currentLife = 0;
      var hears = listener;
      if (hears != null) {
        hears.gone(why);
      }
    }
    look();
  }

  @Override
  public synchronized void init(long life, InitContext context, long nowMillis, ReadView view) {
    var hears = listener;
    var to = connection;
    if (hears == null || to == null || currentLife != 0) {
      return; // it has just gone: the listener knows
    }
    currentLife = life;
    to.init(context, nowMillis, view, new EngineConnection.Answers() {
      @Override
      public void acted(long seq, List<Action> actions, Bytes snapshot) {
        hears.acted(life, seq, actions, snapshot);
      }

      @Override
      public void judged(long askId, List<HeaderVerdict> verdicts) {
        hears.judged(life, askId, verdicts);
      }
    });
  }

  @Override
  public synchronized void step(long life, long seq, Event event, long nowMillis, ReadView view) {
    if (connection != null && currentLife == life) {
      connection.step(seq, event, nowMillis, view);
    }
  }

  @Override
  public synchronized void ask(long life, long askId, List<Header> headers, ReadView view) {
    if (connection != null && currentLife == life) {
      connection.ask(askId, headers, view);
    }
  }

  @Override
  public void discard(long life, String why) {
    EngineConnection over;
    synchronized (this) {
      if (connection == null || currentLife != life) {
        return;
      }
      over = connection;
    }
    over.leave(why);
    lost(over, why);
  }

  @Override
  public void close() {
    EngineConnection over;
    synchronized (this) {
      over = connection;
      connection = null;
      listener = null;
      currentLife = 0;
    }
    if (over != null) {
      over.leave("the validator needs this engine no longer");
    }
    engines.closed(this);
  }
}
