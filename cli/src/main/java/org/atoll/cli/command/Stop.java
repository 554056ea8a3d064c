package org.atoll.cli.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** SIGTERM and Ctrl-C: the command ends in its own order, for at most five seconds. */
final class Stop {
  private static final long SECONDS = 5;

  private Stop() {}

  /**
   * @param end counted down by the signal
   * @param stopped counted down by the command when all is closed
   */
  static void onSignal(CountDownLatch end, CountDownLatch stopped) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      end.countDown();
      try {
        stopped.await(SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
      }
    }, "shutdown"));
  }
}
