package org.atoll.validator.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.engine.runner.EngineLife;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine on a thread of its own in this process. Each life has a new engine and a new thread, so one that hangs is
 * left behind; while {@value #MAX_HANGING} are, no other is begun. Thread-safe.
 */
public final class InProcessEngine implements EnginePort {
  private static final Logger log = LoggerFactory.getLogger(InProcessEngine.class);
  static final int MAX_HANGING = 4;

  private final Supplier<Engine> engines;
  private final List<Thread> leaving = new ArrayList<>();
  private volatile @Nullable EngineListener listener;
  private @Nullable Life current;

  /** @param engines a new one for each life */
  public InProcessEngine(Supplier<Engine> engines) {
    this.engines = engines;
  }

  @Override
  public void open(EngineListener hears) {
    listener = hears;
    hears.available(engines.get().info());
  }

  private EngineListener listener() {
    var hears = listener;
    if (hears == null) {
      throw new IllegalStateException("open comes first");
    }
    return hears;
  }

  @Override
  public synchronized void init(long life, InitContext context, long nowMillis, ReadView view) {
    var hears = listener();
    end();
    leaving.removeIf(thread -> !thread.isAlive());
    if (leaving.size() >= MAX_HANGING) {
      hears.failed(life, leaving.size() + " threads of earlier lives hang");
      return;
    }
    var begun = new Life(life, engines, hears);
    current = begun;
    begun.thread.start();
    begun.work.add(engine -> {
      var acted = engine.init(context, nowMillis, view);
      begun.tell(() -> hears.acted(life, 0, acted.actions(), acted.snapshot()));
    });
  }

  @Override
  public synchronized void step(long life, long seq, Event event, long nowMillis, ReadView view) {
    var hears = listener();
    var now = current;
    if (now != null && now.life == life) {
      now.work.add(engine -> {
        var acted = engine.step(event, nowMillis, view);
        now.tell(() -> hears.acted(life, seq, acted.actions(), acted.snapshot()));
      });
    }
  }

  @Override
  public synchronized void ask(long life, long askId, List<Header> headers, ReadView view) {
    var hears = listener();
    var now = current;
    if (now != null && now.life == life) {
      now.work.add(engine -> {
        var verdicts = engine.judge(headers, view);
        now.tell(() -> hears.judged(life, askId, verdicts));
      });
    }
  }

  @Override
  public synchronized void discard(long life, String why) {
    var now = current;
    if (now != null && now.life == life) {
      end();
    }
  }

  @Override
  public synchronized void close() {
    end();
  }

  private void end() {
    var over = current;
    if (over != null) {
      current = null;
      over.over = true;
      over.thread.interrupt(); // ends the wait for work, and an engine that listens to it
      leaving.add(over.thread);
    }
  }

  /** One engine and its thread. */
  private static final class Life {
    final long life;
    final BlockingQueue<Consumer<EngineLife>> work = new LinkedBlockingQueue<>();
    final Thread thread;
    private final Supplier<Engine> engines;
    private final EngineListener hears;
    volatile boolean over;

    Life(long life, Supplier<Engine> engines, EngineListener hears) {
      this.life = life;
      this.engines = engines;
      this.hears = hears;
      this.thread = Thread.ofPlatform().name("engine").daemon(true).unstarted(this::run);
    }

    void tell(Runnable answer) {
      if (!over) {
        answer.run();
      }
    }

    private void run() {
      try {
        var engine = new EngineLife(engines.get());
        while (!over) {
          work.take().accept(engine);
        }
      } catch (InterruptedException ending) { // end() interrupts this thread
        log.debug("engine.ended life={}", life);
      } catch (Throwable broken) { // an engine's bug, whatever it is, must not take the validator along
        if (over) {
          log.info("engine.ended life={} why=\"{}\"", life, broken.toString());
        } else {
          log.warn("engine.failed life={}", life, broken);
          hears.failed(life, String.valueOf(broken));
        }
      }
    }
  }
}
