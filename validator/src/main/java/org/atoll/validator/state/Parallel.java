package org.atoll.validator.state;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Shares out tasks between the calling thread and an executor's. The caller does itself what nobody else has begun, so
 * nothing waits for a busy pool, and tasks may share out further ones.
 */
final class Parallel {
  private final Executor executor;
  private final int helpers;

  Parallel(Executor executor) {
    this.executor = executor;
    this.helpers = Runtime.getRuntime().availableProcessors() - 1;
  }

  /** Returns when all tasks are done; then throws what the first failed one threw. */
  void run(List<? extends Runnable> tasks) {
    var job = new Job(tasks);
    try {
      for (int i = 0; i < Math.min(helpers, tasks.size() - 1); i++) {
        executor.execute(job::work);
      }
    } catch (RejectedExecutionException nobodyHelps) {
      job.work();
    }
    job.work();
    job.await();
  }

  private static final class Job {
    private final List<? extends Runnable> tasks;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch open;
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private final AtomicReference<Error> error = new AtomicReference<>();

    Job(List<? extends Runnable> tasks) {
      this.tasks = tasks;
      this.open = new CountDownLatch(tasks.size());
    }

    void work() {
      for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
        try {
          tasks.get(i).run();
        } catch (RuntimeException failed) {
          failure.compareAndSet(null, failed);
        } catch (Error failed) {
          error.compareAndSet(null, failed);
        } finally {
          open.countDown();
        }
      }
    }

    void await() {
      boolean interrupted = false;
      while (open.getCount() > 0) {
        try {
          open.await();
        } catch (InterruptedException later) { // the others use what is the caller's
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (error.get() != null) {
        throw error.get();
      }
      if (failure.get() != null) {
        throw failure.get();
      }
    }
  }
}
