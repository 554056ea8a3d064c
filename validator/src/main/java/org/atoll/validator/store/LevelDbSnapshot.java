package org.atoll.validator.store;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.atoll.sdk.value.Bytes;
import org.iq80.leveldb.DB;
import org.jspecify.annotations.Nullable;

/** A view of LevelDB at one moment. Closing waits for its own reads; closing the store releases it too. */
final class LevelDbSnapshot implements Snapshot {
  private final UseCount store;
  private final Consumer<LevelDbSnapshot> onClose;
  private final org.iq80.leveldb.Snapshot handle;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private @Nullable LevelDbReader reader; // guarded by lock; null once closed

  LevelDbSnapshot(DB db, UseCount store, Consumer<LevelDbSnapshot> onClose) {
    this.store = store;
    this.onClose = onClose;
    this.handle = db.getSnapshot();
    this.reader = new LevelDbReader(db, handle);
  }

  @Override
  public Optional<Bytes> get(Bytes key) {
    var open = enter();
    try {
      return open.get(key);
    } finally {
      leave();
    }
  }

  @Override
  public void scan(Bytes prefix, Bytes from, BiPredicate<Bytes, Bytes> visitor) {
    var open = enter();
    try {
      open.scan(prefix, from, visitor);
    } finally {
      leave();
    }
  }

  @Override
  public Optional<Map.Entry<Bytes, Bytes>> ceiling(Bytes prefix, Bytes from) {
    var open = enter();
    try {
      return open.ceiling(prefix, from);
    } finally {
      leave();
    }
  }

  @Override
  public Optional<Map.Entry<Bytes, Bytes>> floor(Bytes prefix, Bytes upTo) {
    var open = enter();
    try {
      return open.floor(prefix, upTo);
    } finally {
      leave();
    }
  }

  private LevelDbReader enter() {
    store.enter();
    lock.readLock().lock();
    var open = reader;
    if (open == null) {
      leave();
      throw new IllegalStateException("snapshot is closed");
    }
    return open;
  }

  private void leave() {
    lock.readLock().unlock();
    store.leave();
  }

  @Override
  public void close() {
    try {
      store.enter();
    } catch (IllegalStateException storeClosed) { // which releases its snapshots itself
      return;
    }
    try {
      release();
    } finally {
      store.leave();
    }
  }

  /** The database is still open, and stays so until this returns. */
  void release() {
    lock.writeLock().lock();
    try {
      if (reader != null) {
        reader = null;
        handle.close();
        onClose.accept(this);
      }
    } catch (IOException broken) {
      throw new BrokenStoreException("snapshot cannot be released", broken);
    } finally {
      lock.writeLock().unlock();
    }
  }
}
