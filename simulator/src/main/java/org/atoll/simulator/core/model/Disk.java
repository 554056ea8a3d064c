package org.atoll.simulator.core.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.atoll.simulator.core.kernel.Samplers;

/**
 * A log of records, whole or lost. What was synced survives a crash; of the rest a random beginning does, or nothing.
 * Not for more than one thread.
 */
public final class Disk {
  private final DiskModel model;
  private final SplittableRandom random;
  private final List<Object> records = new ArrayList<>();
  private long written; // ever, without what crashes took
  private long durable; // of those
  private int unsyncedBytes;
  private long idleAt;
  private long stalledUntil;
  private int full;

  public Disk(DiskModel model, SplittableRandom random) {
    this.model = model;
    this.random = random;
  }

  /** False when the disk is full: nothing is written then. */
  public boolean write(Object value, int bytes) {
    if (full > 0) {
      return false;
    }
    records.add(value);
    written++;
    unsyncedBytes += bytes;
    return true;
  }

  /** Begins a sync of all written so far; returns when it will be done. {@link #synced} makes it so. */
  public long sync(long nowMicros) {
    long start = Math.max(Math.max(nowMicros, idleAt), stalledUntil);
    long takes = Samplers.lognormal(random, model.syncMicros(), model.sigma())
        + unsyncedBytes * 1_000_000L / model.bytesPerSecond();
    unsyncedBytes = 0;
    idleAt = start + takes;
    return idleAt;
  }

  /** Records written so far, to be handed to {@link #synced}. */
  public long written() {
    return written;
  }

  /** The first so many records are safe now. */
  public void synced(long upTo) {
    durable = Math.max(durable, Math.min(upTo, written));
  }

  /** What is there, oldest first. */
  public List<Object> records() {
    return Collections.unmodifiableList(records);
  }

  /** Compaction: these records, all safe, in place of all there are. */
  public void replaceAll(List<?> values) {
    records.clear();
    records.addAll(values);
    durable = written;
  }

  /** Returns how many records are lost. */
  public int crash() {
    int unsynced = (int) (written - durable);
    int kept = 0;
    if (unsynced > 0 && Samplers.chance(random, model.tornPpm())) {
      kept = random.nextInt(unsynced + 1);
    }
    int lost = unsynced - kept;
    records.subList(records.size() - lost, records.size()).clear();
    written -= lost;
    durable = written;
    unsyncedBytes = 0;
    idleAt = 0;
    return lost;
  }

  public void wipe() {
    records.clear();
    durable = written;
  }

  public void stall(long untilMicros) {
    stalledUntil = Math.max(stalledUntil, untilMicros);
  }

  /** @param reasons 1 for one more, −1 for one less; none is left at first */
  public void full(int reasons) {
    full += reasons;
  }
}
