package org.atoll.seth.core;

import java.util.concurrent.ArrayBlockingQueue;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.seth.precompile.Precompile;
import org.atoll.seth.state.CodeCache;
import org.atoll.seth.word.Word;
import org.jspecify.annotations.Nullable;

/** A machine with its instructions, and what goes on between frames. Used by one thread at a time. */
final class Executor {
  final Machine m;
  final CallOps calls;
  final CreateOps creates;
  private final Operations operations;
  private final Loop fast;
  private @Nullable TracingLoop tracing;
  private boolean traced;
  private boolean entered;
  /** What the transaction calls, when that is a precompiled contract. */
  @Nullable Precompile outermost;
  /** Why the outermost frame fails before its first instruction; 0 if it does not. */
  long failed;

  private Executor(Machine machine) {
    m = machine;
    calls = new CallOps(machine);
    creates = new CreateOps(machine);
    var data = new DataOps(machine);
    var state = new StateOps(machine);
    operations = new Operations(machine, data, state, calls, creates);
    fast = new FastLoop(machine, data, state, operations);
  }

  /** @param tracer null for none: then the fast loop runs */
  void begin(Terms terms, LocalState local, @Nullable Tracer tracer) {
    m.begin(terms.env(), terms.stop());
    m.journal.connect(local);
    outermost = null;
    failed = 0;
    traced = tracer != null;
    entered = false;
    if (tracer != null) {
      tracing().begin(tracer);
    }
  }

  private TracingLoop tracing() {
    var found = tracing;
    if (found == null) {
      found = new TracingLoop(m, operations);
      tracing = found;
    }
    return found;
  }

  /**
   * Runs, or runs on, until the outermost frame is done: {@link Halt#RETURNED}, {@link Halt#REVERTED} or why it
   * failed; or until it must wait ({@link Halt#SUSPENDED}) or stop ({@link Halt#STOPPED}).
   */
  long run() {
    if (traced && !entered) {
      entered = true;
      tracing().enterOutermost(m.frame(), outermost != null);
    }
    var loop = traced ? tracing() : fast;
    if (failed != 0) {
      return settle(m.frame(), failed);
    }
    if (outermost != null) {
      return settle(m.frame(), runOutermost(outermost, m.frame()));
    }
    while (true) {
      var frame = m.frame();
      m.setFloor(frame.gas);
      long how = loop.run(frame);
      if (how == Halt.ENTER) {
        continue;
      }
      if (how == Halt.SUSPENDED || how == Halt.STOPPED) {
        return how;
      }
      how = settle(frame, how);
      if (m.depth == 0) {
        return how;
      }
      m.depth--;
      resume(m.frame(), frame, how);
    }
  }

  private void end() {
    m.end();
    if (traced) {
      tracing().end();
    }
  }

  private long runOutermost(Precompile precompile, Frame frame) {
    long left = frame.gas - calls.precompiled(precompile, frame.input, frame.inputAt, frame.inputSize, frame.gas);
    if (left < 0) {
      return Halt.PRECOMPILE_FAILED;
    }
    frame.gas = left;
    return Halt.RETURNED;
  }

  /** Keeps the frame's effects or takes them back. */
  private long settle(Frame frame, long how) {
    var creating = frame.creating;
    if (how == Halt.RETURNED && creating != null) {
      how = creates.deposit(frame, creating);
    }
    if (how != Halt.RETURNED) {
      m.journal.revertTo(frame.mark);
      m.logs.revertTo(frame.logMark);
      m.refund = frame.refundMark;
      if (how != Halt.REVERTED) {
        frame.gas = 0;
        m.returnedSize = 0;
      }
    }
    if (traced) {
      tracing().exit(frame, how);
    }
    return how;
  }

  private void resume(Frame caller, Frame callee, long how) {
    caller.gas += callee.gas;
    int result = caller.sp - 4;
    var created = callee.creating;
    if (created == null) {
      m.deliver(caller);
      Word.set(m.stack, result, how == Halt.RETURNED ? 1 : 0);
    } else if (how == Halt.RETURNED) {
      m.returnedSize = 0;
      Machine.pushAddress(m.stack, result, created);
    } else {
      Word.set(m.stack, result, 0);
    }
  }

  /** Executors that wait for work; a run takes one when it starts to execute and gives it back when done. Thread-safe. */
  static final class Pool {
    private static final int KEPT = 64;

    private final ArrayBlockingQueue<Executor> idle = new ArrayBlockingQueue<>(KEPT);
    private final CodeCache codes;
    private final KeccakCache hashes = new KeccakCache();
    private final Precedents precedents = new Precedents();
    private final long seed;

    /** @param seed secret; keys hash tables against chosen collisions, results do not depend on it */
    Pool(CodeCache codes, long seed) {
      this.codes = codes;
      this.seed = seed;
    }

    Precedents precedents() {
      return precedents;
    }

    Executor take() {
      var found = idle.poll();
      return found != null ? found : new Executor(new Machine(codes, hashes, seed));
    }

    void give(Executor executor) {
      executor.end();
      var unused = idle.offer(executor); // full: let it go
    }
  }
}
