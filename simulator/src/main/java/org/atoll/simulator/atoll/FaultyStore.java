package org.atoll.simulator.atoll;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.store.KeyValueStore;
import org.atoll.validator.store.MemoryStore;
import org.atoll.validator.store.Snapshot;
import org.atoll.validator.store.Sync;
import org.atoll.validator.store.Tip;
import org.atoll.validator.store.WriteBatch;
import org.jspecify.annotations.Nullable;

/**
 * A node's store on a disk of virtual time: a batch can be read when its sync is done. A crash keeps as many of the others
 * as the disk says, whole and in their order. Outlives the node's processes. One thread.
 */
final class FaultyStore implements KeyValueStore {
  private final MemoryStore synced = new MemoryStore();
  private final Deque<WriteBatch> unsynced = new ArrayDeque<>();
  private final UnaryOperator<Bytes> shared;
  private int writes; // whose sync is done
  private @Nullable Tip tip;

  /** @param shared gives one of all equal values, so that the stores of a run hold it once */
  FaultyStore(UnaryOperator<Bytes> shared) {
    this.shared = shared;
  }

  /** Synced or not, it is there after {@link #settle} only. */
  @Override
  public void write(WriteBatch batch, Sync sync) {
    unsynced.add(batch);
  }

  /** The oldest batch that waits for its sync has it. */
  void settle() {
    var batch = new WriteBatch();
    unsynced.remove().forEach(new WriteBatch.Visitor() {
      @Override
      public void put(Bytes key, Bytes value) {
        batch.put(shared.apply(key), shared.apply(value));
      }

      @Override
      public void delete(Bytes key) {
        batch.delete(key);
      }
    });
    synced.write(batch, Sync.SYNCED);
    writes++;
  }

  /** After a crash: the first so many batches ever written are on the disk, the others never were. */
  void crashed(int survivors) {
    if (survivors < writes) {
      throw new IllegalStateException(survivors + " batches survive, but " + writes + " were synced");
    }
    while (writes < survivors) {
      settle();
    }
    unsynced.clear();
  }

  /** The last step known to be durable, as in the file beside the database. */
  Optional<Tip> tip() {
    return Optional.ofNullable(tip);
  }

  @Override
  public void noteTip(Tip newest) {
    tip = newest;
  }

  @Override
  public Optional<Bytes> get(Bytes key) {
    return synced.get(key);
  }

  @Override
  public void scan(Bytes prefix, Bytes from, BiPredicate<Bytes, Bytes> visitor) {
    synced.scan(prefix, from, visitor);
  }

  @Override
  public Optional<Map.Entry<Bytes, Bytes>> ceiling(Bytes prefix, Bytes from) {
    return synced.ceiling(prefix, from);
  }

  @Override
  public Optional<Map.Entry<Bytes, Bytes>> floor(Bytes prefix, Bytes upTo) {
    return synced.floor(prefix, upTo);
  }

  @Override
  public Snapshot snapshot() {
    return synced.snapshot();
  }

  @Override
  public void close() {
    synced.close();
  }
}
