package org.atoll.sdk.engine.runner;

import io.grpc.Channel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.engine.Engine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves an engine to one validator: dials, registers, answers steps and asks, and dials again for ever when the stream
 * ends, each time with a new engine. The engine runs on this runner's thread alone; what it reads of the chain blocks
 * that thread until the validator answers. Thread-safe.
 */
public final class EngineRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EngineRunner.class);

  private final Channel channel;
  private final Supplier<Engine> engines;
  private final PrivateKey key;
  private final Duration firstRetry;
  private final Duration lastRetry;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch welcomed = new CountDownLatch(1);
  private final Thread thread;

  private EngineRunner(Channel channel, Supplier<Engine> engines, PrivateKey key, Duration firstRetry,
      Duration lastRetry) {
    this.channel = channel;
    this.engines = engines;
    this.key = key;
    this.firstRetry = firstRetry;
    this.lastRetry = lastRetry;
    this.thread = Thread.ofPlatform().name("engine").daemon(true).unstarted(this::serve);
  }

  /** Dials after 50 ms, then doubles up to 2 s. Returns at once. */
  public static EngineRunner start(Channel channel, Supplier<Engine> engines, PrivateKey key) {
    return start(channel, engines, key, Duration.ofMillis(50), Duration.ofSeconds(2));
  }

  /**
   * Returns at once; the connection is made in the background.
   *
   * @param engines a new one for each stream
   * @param key one of the validator's {@code engine.keys}
   * @param firstRetry wait before the first reconnect; doubles up to {@code lastRetry}
   */
  public static EngineRunner start(Channel channel, Supplier<Engine> engines, PrivateKey key, Duration firstRetry,
      Duration lastRetry) {
    var runner = new EngineRunner(channel, engines, key, firstRetry, lastRetry);
    runner.thread.start();
    return runner;
  }

  /** Waits until the validator has accepted the registration once. False when the time is up. */
  public boolean awaitRegistered(Duration timeout) throws InterruptedException {
    return welcomed.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void serve() {
    var wait = firstRetry;
    var said = "";
    try {
      while (closed.getCount() > 0) {
        var session = new EngineSession(engines.get(), key);
        var end = run(session);
        if (session.wasWelcome()) {
          wait = firstRetry;
          said = "";
        }
        if (closed.getCount() > 0 && !end.equals(said)) {
          said = end; // once per reason: it dials for as long as it takes
          log.info("engine.disconnected why=\"{}\" dialling=\"until it answers\"", end);
        }
        if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        var doubled = wait.multipliedBy(2);
        wait = doubled.compareTo(lastRetry) > 0 ? lastRetry : doubled;
      }
    } catch (InterruptedException closing) { // close() interrupts this thread
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever ends a session, the next is tried. */
  private String run(EngineSession session) throws InterruptedException {
    try {
      return session.run(channel, closed, welcomed::countDown);
    } catch (RuntimeException | Error broken) { // the engine's bug; without this thread nobody would dial again
      if (closed.getCount() > 0) {
        log.error("engine.failed", broken);
      }
      return String.valueOf(broken);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
