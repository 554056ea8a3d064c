package org.atoll.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.atoll.bench.load.Line.Answer;

/**
 * Sends shots on several connections, one thread each. With a rate it is an open loop: a frame is due at a time fixed
 * beforehand, and waiting for a slow server counts as latency.
 */
final class Generator<T> {
  private static final long RETRY_NANOS = 20_000_000;
  private static final long LEAD_NANOS = 20_000_000;

  private final List<Shot<T>> shots;
  private final Pace pace;
  private final int senders;
  private final Tally tally;

  /** @param senders shot i is of sender i mod senders */
  Generator(List<Shot<T>> shots, Pace pace, int senders, Tally tally) {
    this.shots = shots;
    this.pace = pace;
    this.senders = senders;
    this.tally = tally;
  }

  int connections() {
    return Math.min(pace.connections(), senders);
  }

  /** Returns when each connection has sent all of its frames or failed; see {@link Tally#faults}. */
  void run(List<? extends Line<T>> lines) throws InterruptedException {
    long start = System.nanoTime() + LEAD_NANOS;
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < connections(); i++) {
      var line = lines.get(i);
      var frames = frames(i);
      threads.add(Thread.ofPlatform().name("load-" + i).start(() -> send(line, frames, start)));
    }
    for (var thread : threads) {
      thread.join();
    }
  }

  /** Indexes of the shots of a connection, a frame each. */
  List<int[]> frames(int connection) {
    var frames = new ArrayList<int[]>();
    var frame = new int[pace.batch()];
    int filled = 0;
    for (int i = 0; i < shots.size(); i++) {
      if (i % senders % connections() == connection) {
        frame[filled++] = i;
        if (filled == frame.length) {
          frames.add(frame.clone());
          filled = 0;
        }
      }
    }
    if (filled > 0) {
      frames.add(java.util.Arrays.copyOf(frame, filled));
    }
    return frames;
  }

  private void send(Line<T> line, List<int[]> frames, long start) {
    try {
      for (var frame : frames) {
        long due = pace.perSecond() == 0 ? System.nanoTime() : start + (long) (frame[0] / pace.perSecond() * 1e9);
        for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
          LockSupport.parkNanos(due - now);
        }
        for (int index : frame) {
          tally.due[index] = due;
        }
        sendFrame(line, frame);
      }
    } catch (IOException failed) {
      tally.faults.add(String.valueOf(failed.getMessage()));
    }
  }

  /** Again and again while the server asks for it, so that a sender's nonces stay in order. */
  private void sendFrame(Line<T> line, int[] frame) throws IOException {
    var open = frame;
    long giveUp = System.nanoTime() + pace.patience().toNanos();
    while (open.length > 0) {
      var bodies = new ArrayList<T>(open.length);
      for (int index : open) {
        bodies.add(shots.get(index).body());
      }
      open = judge(open, line.send(bodies), System.nanoTime() < giveUp);
      if (open.length > 0) {
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private int[] judge(int[] sent, List<Answer> answers, boolean mayRetry) {
    long now = System.nanoTime();
    var again = new int[sent.length];
    int count = 0;
    int accepted = 0;
    for (int i = 0; i < sent.length; i++) {
      switch (answers.get(i)) {
        case Answer.Accepted() -> {
          tally.accepted[sent[i]] = now;
          accepted++;
        }
        case Answer.Refused(var why, var asked) when asked && mayRetry -> again[count++] = sent[i];
        case Answer.Refused(var why, var asked) -> tally.refusals[sent[i]] = why;
      }
    }
    tally.progress.addAndGet(accepted);
    return java.util.Arrays.copyOf(again, count);
  }
}
