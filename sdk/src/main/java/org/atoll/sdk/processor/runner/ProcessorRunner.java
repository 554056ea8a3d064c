package org.atoll.sdk.processor.runner;

import io.grpc.Channel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.processor.TransactionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves handlers to one validator: dials, registers, executes chunks, answers queries, and dials again for ever
 * when the stream ends. Thread-safe.
 */
public final class ProcessorRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProcessorRunner.class);

  private final Channel channel;
  private final List<TransactionHandler> handlers;
  private final PrivateKey key;
  private final ProcessorOptions options;
  private final ExecutorService queries;
  private final ExecutorService helpers;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch welcomed = new CountDownLatch(1);
  private final Thread thread;

  private ProcessorRunner(Channel channel, List<TransactionHandler> handlers, PrivateKey key,
      ProcessorOptions options) {
    this.channel = channel;
    this.handlers = List.copyOf(handlers);
    this.key = key;
    this.options = options;
    this.queries = Executors.newFixedThreadPool(options.queryThreads(),
        Thread.ofPlatform().name("query-", 0).daemon(true).factory());
    this.helpers = Executors.newCachedThreadPool(Thread.ofPlatform().name("worker-", 0).daemon(true).factory());
    this.thread = Thread.ofPlatform().name("processor").daemon(true).unstarted(this::serve);
  }

  /** Returns at once; the connection is made in the background. */
  public static ProcessorRunner start(Channel channel, List<TransactionHandler> handlers, PrivateKey key,
      ProcessorOptions options) {
    if (handlers.isEmpty()) {
      throw new IllegalArgumentException("no handler to serve");
    }
    var runner = new ProcessorRunner(channel, handlers, key, options);
    runner.thread.start();
    return runner;
  }

  /** Waits until the validator has accepted the registration once. False when the time is up. */
  public boolean awaitRegistered(Duration timeout) throws InterruptedException {
    return welcomed.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void serve() {
    var wait = options.firstRetry();
    var said = "";
    try {
      while (closed.getCount() > 0) {
        var session = new ProcessorSession(handlers, key, options, queries, new Crew(helpers, options.workers()));
        var end = run(session);
        if (session.wasWelcome()) {
          wait = options.firstRetry();
          said = "";
        }
        if (closed.getCount() > 0 && !end.equals(said)) {
          said = end; // once per reason: it dials for as long as it takes
          log.info("processor.disconnected why=\"{}\" dialling=\"until it answers\"", end);
        }
        if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        var doubled = wait.multipliedBy(2);
        wait = doubled.compareTo(options.lastRetry()) > 0 ? options.lastRetry() : doubled;
      }
    } catch (InterruptedException closing) { // close() interrupts this thread
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever ends a session, the next is tried. */
  private String run(ProcessorSession session) throws InterruptedException {
    try {
      return session.run(channel, closed, welcomed::countDown);
    } catch (RuntimeException | Error broken) { // a bug; without this thread nobody would dial again
      log.error("processor.session_failed", broken);
      return String.valueOf(broken);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    queries.shutdownNow();
    helpers.shutdownNow();
  }
}
