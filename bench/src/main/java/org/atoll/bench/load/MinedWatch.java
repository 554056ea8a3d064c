package org.atoll.bench.load;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.atoll.sdk.value.Bytes;

/** Follows the chain on a thread of its own and notes when each transaction was first seen in a block. */
final class MinedWatch implements AutoCloseable {
  private static final long POLL_MILLIS = 10;

  private final Ledger<?> ledger;
  private final Tally tally;
  private final Map<Bytes, Integer> indexes = new HashMap<>();
  private final AtomicInteger found = new AtomicInteger();
  private final AtomicLong progress = new AtomicLong(System.nanoTime());
  private final Thread thread;

  /** @param after the last block that is not looked at */
  MinedWatch(Ledger<?> ledger, List<? extends Shot<?>> shots, Tally tally, long after) {
    this.ledger = ledger;
    this.tally = tally;
    for (int i = 0; i < shots.size(); i++) {
      indexes.put(shots.get(i).id(), i);
    }
    thread = Thread.ofPlatform().name("watch").start(() -> follow(after + 1));
  }

  private void follow(long first) {
    long height = first;
    try {
      while (found.get() < tally.mined.length) {
        var block = ledger.block(height);
        if (block.isPresent()) {
          note(block.get());
          height++;
        } else {
          Thread.sleep(POLL_MILLIS);
        }
      }
    } catch (InterruptedException closing) { // close() interrupts
    } catch (IOException failed) {
      tally.faults.add(String.valueOf(failed.getMessage()));
    }
  }

  private void note(List<Bytes> ids) {
    long now = System.nanoTime();
    int ours = 0;
    for (var id : ids) {
      var index = indexes.get(id);
      if (index != null && tally.mined[index] == 0) {
        tally.mined[index] = now;
        ours++;
      }
    }
    if (ours > 0) {
      found.addAndGet(ours);
      progress.set(now);
    }
  }

  /** Waits for as many transactions, or until there was no progress for so long, or the watch failed. */
  void await(int count, long patienceNanos) throws InterruptedException {
    progress.set(System.nanoTime());
    while (found.get() < count && thread.isAlive() && System.nanoTime() - progress.get() < patienceNanos) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
