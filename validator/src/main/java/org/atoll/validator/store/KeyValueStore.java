package org.atoll.validator.store;

/**
 * An ordered map from bytes to bytes on disk or in memory. Thread-safe.
 *
 * <p>Tables are told apart by the first byte of the key.
 */
public interface KeyValueStore extends StoreReader, AutoCloseable {
  /**
   * Applies the whole batch or nothing of it.
   *
   * @throws BrokenStoreException when the disk fails; whether the batch was written is then unknown
   * @throws DiskFullException when too little space is left; nothing was written
   */
  void write(WriteBatch batch, Sync sync);

  Snapshot snapshot();

  /**
   * Takes note of a step that is durable now, so that its loss can be noticed at the next opening. Cheap; does nothing
   * where there is no disk.
   */
  default void noteTip(Tip tip) {}

  /** Waits for calls under way; further ones fail. Idempotent. */
  @Override
  void close();
}
