package org.atoll.cli.evm;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.atoll.sdk.ethereum.Fork;

/** Runs all the cases of some files on several threads, and tells of them in the order in which they stand there. */
public final class StateTestSuite {
  /** Cases read but not yet run: enough to keep every thread busy, few enough for their files to fit into memory. */
  private static final int AHEAD = 512;

  /** How many cases passed and did not. */
  public record Totals(long passed, long failed) {}

  private final StateTestRunner runner;
  private final int jobs;
  private final Predicate<StateTestCase> chosen;
  private final Consumer<Verdict> listener;
  private final Queue<Future<Verdict>> verdicts = new ArrayDeque<>();
  private long passed;
  private long failed;

  /**
   * @param chosen other cases are not run
   * @param listener called by the thread that calls {@link #run}
   */
  public StateTestSuite(StateTestRunner runner, int jobs, Predicate<StateTestCase> chosen,
      Consumer<Verdict> listener) {
    this.runner = runner;
    this.jobs = jobs;
    this.chosen = chosen;
    this.listener = listener;
  }

  /** @param forks only cases of these; empty for all */
  public Totals run(List<Path> paths, Set<Fork> forks) throws InterruptedException {
    var pool = Executors.newFixedThreadPool(jobs, Thread.ofPlatform().name("state-test-", 0).daemon(true).factory());
    try {
      var files = new StateTestFiles(forks, sink(pool));
      for (var path : paths) {
        files.read(path);
      }
      while (!verdicts.isEmpty()) {
        tell(verdicts.remove());
      }
      return new Totals(passed, failed);
    } finally {
      pool.shutdownNow();
    }
  }

  private StateTestFiles.Sink sink(ExecutorService pool) {
    var room = new Semaphore(AHEAD);
    return new StateTestFiles.Sink() {
      @Override
      public void found(StateTestCase which) throws InterruptedException {
        if (!chosen.test(which)) {
          return;
        }
        room.acquire();
        verdicts.add(pool.submit(() -> {
          try {
            return runner.run(which);
          } finally {
            room.release();
          }
        }));
        while (!verdicts.isEmpty() && verdicts.element().isDone()) {
          tell(verdicts.remove());
        }
      }

      @Override
      public void unreadable(Verdict verdict) {
        verdicts.add(CompletableFuture.completedFuture(verdict));
      }
    };
  }

  private void tell(Future<Verdict> done) throws InterruptedException {
    try {
      var verdict = done.get();
      if (verdict.passed()) {
        passed++;
      } else {
        failed++;
      }
      listener.accept(verdict);
    } catch (ExecutionException broken) {
      throw new IllegalStateException("a case came to no verdict", broken.getCause());
    }
  }
}
