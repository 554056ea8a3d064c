package org.atoll.gateway.chain;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Gathers single requests into frames: the first goes out at once, what arrives while a frame is away goes
 * out together as the next one. So a lone caller never waits, and many callers cost one frame. Thread-safe.
 *
 * @param <I> request
 * @param <O> reply
 */
final class Lane<I, O> {
  /**
   * A request on its way.
   *
   * @param reply completed by whoever sends the frame
   */
  record Waiting<I, O>(I request, CompletableFuture<O> reply) {}

  /**
   * Bounds of a frame.
   *
   * @param patience how long what waits is held back by a frame that is away; zero: until its reply is here,
   *     so that frames keep their order
   */
  record Bounds(int items, int weight, Duration patience) {}

  private final Bounds bounds;
  private final ToIntFunction<I> weight;
  private final Function<List<Waiting<I, O>>, CompletableFuture<?>> send;

  /** What the current thread gathers; empty unless it holds the lane. */
  private final ThreadLocal<Optional<List<Waiting<I, O>>>> gathered = ThreadLocal.withInitial(Optional::empty);

  // guarded by this
  private final ArrayDeque<Waiting<I, O>> queue = new ArrayDeque<>();
  private int away;
  private boolean timerSet;

  /**
   * A lane.
   *
   * @param send sends a frame, completes each reply, and completes its result when the frame is done
   */
  Lane(Bounds bounds, ToIntFunction<I> weight, Function<List<Waiting<I, O>>, CompletableFuture<?>> send) {
    this.bounds = bounds;
    this.weight = weight;
    this.send = send;
  }

  CompletableFuture<O> add(I request) {
    var waiting = new Waiting<I, O>(request, new CompletableFuture<>());
    gathered.get().ifPresentOrElse(gathering -> gathering.add(waiting), () -> enqueue(List.of(waiting)));
    return waiting.reply();
  }

  private void enqueue(List<Waiting<I, O>> more) {
    synchronized (this) {
      queue.addAll(more);
    }
    flush(false);
  }

  /** Lets what this thread adds gather until it calls {@link #release}; holds do not nest. */
  void hold() {
    if (gathered.get().isPresent()) {
      throw new IllegalStateException("held already");
    }
    gathered.set(Optional.of(new ArrayList<>()));
  }

  /** Whether this thread holds it. */
  boolean isHeld() {
    return gathered.get().isPresent();
  }

  void release() {
    var all = gathered.get();
    gathered.remove();
    all.filter(gathering -> !gathering.isEmpty()).ifPresent(this::enqueue);
  }

  private void flush(boolean impatient) {
    boolean evenIfAway = impatient;
    for (var frame = next(evenIfAway); !frame.isEmpty(); frame = next(evenIfAway)) {
      dispatch(frame);
      evenIfAway = false;
    }
  }

  private synchronized List<Waiting<I, O>> next(boolean evenIfAway) {
    if (queue.isEmpty()) {
      return List.of();
    }
    if (away > 0 && !evenIfAway) {
      setTimer();
      return List.of();
    }
    var frame = new ArrayList<Waiting<I, O>>(Math.min(queue.size(), bounds.items()));
    int total = 0;
    while (!queue.isEmpty() && frame.size() < bounds.items()) {
      total += weight.applyAsInt(queue.element().request());
      if (total > bounds.weight() && !frame.isEmpty()) {
        break;
      }
      frame.add(queue.remove());
    }
    away++;
    return frame;
  }

  private void setTimer() {
    if (bounds.patience().isZero() || timerSet) {
      return;
    }
    timerSet = true;
    CompletableFuture.delayedExecutor(bounds.patience().toNanos(), TimeUnit.NANOSECONDS).execute(() -> {
      synchronized (this) {
        timerSet = false;
      }
      flush(true);
    });
  }

  private void dispatch(List<Waiting<I, O>> frame) {
    CompletableFuture<?> done;
    try {
      done = send.apply(frame);
    } catch (RuntimeException bug) { // or the callers would wait for ever
      done = CompletableFuture.failedFuture(bug);
    }
    done.whenComplete((nothing, failure) -> {
      if (failure != null) {
        frame.forEach(waiting -> waiting.reply().completeExceptionally(failure));
      }
      synchronized (this) {
        away--;
      }
      flush(false);
    });
  }
}
