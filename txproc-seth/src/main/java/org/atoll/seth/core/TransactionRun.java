package org.atoll.seth.core;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.SuspendableHandler;
import org.atoll.sdk.processor.SuspendableHandler.Credit;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.value.Address;
import org.jspecify.annotations.Nullable;

/**
 * One transaction, or one call as if it were a transaction, from the first look at state to its result. Until its
 * first instruction runs it holds no machine and keeps nothing it read: what it lacks is asked for, all at once, and
 * resumed, it begins again. From then on it keeps its machine until it is done. Used by one thread at a time.
 */
public final class TransactionRun implements SuspendableHandler.Run {
  /** How far a run has come. */
  public sealed interface Progress {
    /** Goes on once these are local. */
    record Missing(List<Address> addresses) implements Progress {}

    record Refused(Refusal refusal) implements Progress {}

    /** @param outcome absent for calls */
    record Finished(Execution execution, Optional<Outcome.Applied> outcome) implements Progress {}
  }

  private final Executor.Pool pool;
  private final @Nullable Terms terms;
  private final @Nullable Refusal refusal;
  private final @Nullable Tracer tracer;
  private @Nullable Executor executor;
  private List<Credit> credits = List.of();
  private boolean askedPrecedents;
  private boolean waited;

  TransactionRun(Executor.Pool pool, Terms terms, @Nullable Tracer tracer) {
    this.pool = pool;
    this.terms = terms;
    this.refusal = null;
    this.tracer = tracer;
  }

  TransactionRun(Executor.Pool pool, Refusal refusal) {
    this.pool = pool;
    this.terms = null;
    this.refusal = refusal;
    this.tracer = null;
  }

  /** Goes on until it is over or something is missing. */
  public Progress advance(LocalState state) {
    if (refusal != null) {
      return new Progress.Refused(refusal);
    }
    var about = terms;
    if (about == null) {
      throw new IllegalStateException("a run has terms or a refusal");
    }
    var running = executor;
    if (running == null) {
      running = pool.take();
      running.begin(about, state, tracer);
      var opening = new Opening(about, running, askedPrecedents ? null : pool.precedents());
      var refused = opening.enter();
      askedPrecedents |= opening.askedPrecedents();
      if (refused != null) {
        pool.give(running);
        return new Progress.Refused(refused);
      }
      if (running.m.journal.isMissingSome()) {
        var missing = running.m.journal.missing();
        pool.give(running);
        return new Progress.Missing(missing);
      }
      executor = running;
    } else {
      running.m.journal.connect(state);
    }
    long how = running.run();
    if (how == Halt.SUSPENDED) {
      waited = true;
      return new Progress.Missing(running.m.journal.missing());
    }
    if (waited) {
      var called = running.m.frame();
      pool.precedents().add(called.code, about.tx().data(),
          running.m.journal.touched(called.self, running.m.origin, Precedents.MAX_KEYS));
    }
    var closing = new Closing(about, running.m);
    var execution = closing.settle(how);
    var outcome = about.call() ? Optional.<Outcome.Applied>empty() : Optional.of(closing.outcome(execution));
    if (tracer != null && how != Halt.STOPPED) {
      tracer.finished(execution, running.m.journal.writes());
    }
    credits = closing.credits();
    executor = null;
    pool.give(running);
    return new Progress.Finished(execution, outcome);
  }

  /** Fees a finished transaction leaves to be paid; empty unless state defers credits. */
  public List<Credit> credits() {
    return credits;
  }

  /** Gives the machine back: the run will not go on. */
  public void discard() {
    var running = executor;
    if (running != null) {
      executor = null;
      pool.give(running);
    }
  }
}
