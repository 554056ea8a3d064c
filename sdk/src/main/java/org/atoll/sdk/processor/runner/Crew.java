package org.atoll.sdk.processor.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.SuspendableHandler;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/** The threads that work through a chunk: the caller's and, where it pays, helpers. Thread-safe. */
final class Crew {
  /** Transactions that may run ahead, for each worker; so many hold what a run holds. */
  private static final int AHEAD_PER_WORKER = 8;
  /** Up to so many transactions are not worth the wake-up of another thread. */
  private static final int FEW = 4;

  private final Executor helpers;
  private final int workers;

  /** @param workers threads that work on one chunk, the caller's included; {@code helpers} provides the others */
  Crew(Executor helpers, int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException("there is at least one worker, not " + workers);
    }
    this.helpers = helpers;
    this.workers = workers;
  }

  /** The caller's thread alone. */
  static Crew alone() {
    return new Crew(Runnable::run, 1);
  }

  /** @throws RuntimeException whatever the handler threw where only a bug makes it throw: the chunk is lost */
  List<Outcome> run(SuspendableHandler handler, List<ChunkRunner.Item> items, StateCache cache, Contention contention,
      ChunkRunner.Fetcher fetcher) throws InterruptedException {
    boolean alone = workers == 1 || items.size() <= FEW || contention.isHighFor(items.size());
    var schedule = new ParallelSchedule(handler, items, cache, contention, AHEAD_PER_WORKER * workers, alone);
    if (alone) {
      drive(schedule, fetcher);
    } else {
      new Shift(schedule, fetcher).work(Math.min(workers, items.size() / FEW + 1));
    }
    var failure = schedule.failure();
    if (failure.isPresent()) {
      throw thrown(failure.get());
    }
    return schedule.outcomes();
  }

  static RuntimeException thrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
  }

  private static IllegalStateException waitingForNothing() {
    return new IllegalStateException("all transactions wait, for nothing");
  }

  private static void drive(ParallelSchedule schedule, ChunkRunner.Fetcher fetcher) throws InterruptedException {
    while (!schedule.isOver()) {
      var attempt = schedule.take();
      if (attempt != null) {
        attempt.advance();
        schedule.report(attempt);
      } else {
        var keys = schedule.wanted();
        if (keys.isEmpty()) {
          throw waitingForNothing();
        }
        schedule.learn(keys, fetcher.fetch(keys));
      }
    }
  }

  /** One chunk and those who work on it. The schedule belongs to whoever holds the lock. */
  private final class Shift implements Runnable {
    /** A worker looks again so often before it sleeps: waking one up takes longer than most transactions. */
    private static final int LOOKS = 64;
    /** A worker takes so many at once: to come back for each costs as much as a transfer does. */
    private static final int HANDFUL = 4;

    private final ParallelSchedule schedule;
    private final ChunkRunner.Fetcher fetcher;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition offered = lock.newCondition();
    private int waiting;
    private int busy; // who runs an attempt or fetches
    private boolean stopped;
    private @Nullable Thread fetching;
    private @Nullable Throwable broken;
    /** How often there was something for one more to do. Changes under the lock; those who wait look without it. */
    private final AtomicInteger offers = new AtomicInteger();

    Shift(ParallelSchedule schedule, ChunkRunner.Fetcher fetcher) {
      this.schedule = schedule;
      this.fetcher = fetcher;
    }

    /** Returns when the chunk is over; a helper may still be on its way out, with an attempt that counts no more. */
    void work(int size) throws InterruptedException {
      for (int i = 1; i < size; i++) {
        helpers.execute(this);
      }
      lock.lock();
      try {
        workOn();
      } finally {
        stopped = true;
        if (fetching != null) {
          fetching.interrupt();
        }
        wakeAll();
        lock.unlock();
      }
      if (broken != null) {
        throw thrown(broken);
      }
    }

    /** A helper. */
    @Override
    public void run() {
      lock.lock();
      try {
        workOn();
      } catch (InterruptedException over) { // the chunk was given up while it fetched
        stop(new IllegalStateException("interrupted while state was fetched", over));
      } catch (RuntimeException | Error failed) { // the fetch, or a bug: the caller throws it
        stop(failed);
      } finally {
        lock.unlock();
      }
    }

    private void stop(Throwable why) {
      if (!stopped) {
        broken = why;
        stopped = true;
        wakeAll();
      }
    }

    private void wakeAll() {
      offers.incrementAndGet();
      offered.signalAll();
    }

    private void workOn() throws InterruptedException {
      var handful = new ArrayList<Attempt>(HANDFUL);
      while (!stopped && !schedule.isOver()) {
        take(handful);
        if (!handful.isEmpty()) {
          advance(handful);
        } else if (fetching == null && !schedule.wanted().isEmpty()) {
          fetch(schedule.wanted());
        } else if (busy > 0) {
          await();
        } else {
          throw waitingForNothing();
        }
      }
      wakeAll();
    }

    private void take(List<Attempt> handful) {
      handful.clear();
      var attempt = schedule.take();
      while (attempt != null) {
        handful.add(attempt);
        attempt = handful.size() < HANDFUL ? schedule.takeReady() : null;
      }
    }

    private void advance(List<Attempt> handful) {
      if (waiting > 0 && schedule.hasReady()) {
        offers.incrementAndGet();
        offered.signal();
      }
      busy++;
      lock.unlock();
      try {
        handful.forEach(Attempt::advance);
      } finally {
        lock();
        busy--;
      }
      for (int i = 0; i < handful.size() && !stopped; i++) {
        schedule.report(handful.get(i));
      }
    }

    /** What is done under the lock takes a microsecond: to sleep for it would take many. */
    private void lock() {
      for (int i = 0; i < LOOKS; i++) {
        if (lock.tryLock()) {
          return;
        }
        Thread.onSpinWait();
      }
      lock.lock();
    }

    private void fetch(List<Address> keys) throws InterruptedException {
      fetching = Thread.currentThread();
      List<Optional<Bytes>> values;
      busy++;
      lock.unlock();
      try {
        values = fetcher.fetch(keys);
      } finally {
        lock.lock();
        busy--;
        fetching = null;
      }
      if (!stopped) {
        schedule.learn(keys, values);
      }
    }

    private void await() throws InterruptedException {
      int seen = offers.get();
      waiting++;
      lock.unlock();
      try {
        for (int i = 0; i < LOOKS && seen == offers.get(); i++) {
          Thread.onSpinWait();
        }
      } finally {
        lock.lock();
      }
      try {
        while (seen == offers.get() && !stopped) {
          offered.await();
        }
      } finally {
        waiting--;
      }
    }
  }
}
