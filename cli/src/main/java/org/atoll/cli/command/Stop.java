package org.atoll.cli.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** SIGTERM and Ctrl-C: the command ends in its own order within five seconds, exit code 0; else it is cut off, 1. */
final class Stop {
  private static final long SECONDS = 5;

  private Stop() {}

  /**
   * @param end counted down by the signal
   * @param stopped counted down by the command when all is closed
   */
  static void onSignal(CountDownLatch end, CountDownLatch stopped) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      if (end.getCount() == 0) {
        return; // the command ends by itself, with an exit code of its own
      }
      end.countDown();
      try {
        Runtime.getRuntime().halt(stopped.await(SECONDS, TimeUnit.SECONDS) ? 0 : 1);
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
      }
    }, "shutdown"));
  }
}
