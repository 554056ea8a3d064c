package org.atoll.validator.store;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts calls under way so that what they use is not freed before they return. Thread-safe. */
final class UseCount {
  private static final int CLOSED = Integer.MIN_VALUE;

  private final AtomicInteger users = new AtomicInteger(); // plus CLOSED once closing
  private final Object idle = new Object();

  /** @throws IllegalStateException once closing has begun */
  void enter() {
    int now;
    do {
      now = users.get();
      if (now < 0) {
        throw new IllegalStateException("store is closed");
      }
    } while (!users.compareAndSet(now, now + 1));
  }

  void leave() {
    if (users.decrementAndGet() == CLOSED) {
      synchronized (idle) {
        idle.notifyAll();
      }
    }
  }

  /** Lets nobody in any more and waits until all have left; true for the one call that closed. */
  boolean close() {
    boolean first = false;
    int now;
    do {
      now = users.get();
      first = now >= 0;
    } while (first && !users.compareAndSet(now, now + CLOSED));
    boolean interrupted = false;
    synchronized (idle) {
      while (users.get() != CLOSED) {
        try {
          idle.wait();
        } catch (InterruptedException later) { // memory in use must not be freed, so the wait goes on
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return first;
  }
}
