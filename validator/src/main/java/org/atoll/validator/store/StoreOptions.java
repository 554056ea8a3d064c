package org.atoll.validator.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How to open a {@link LevelDbStore}.
 *
 * @param nativeFolder where the native library is unpacked (made if missing, mode 0700); empty: {@code native} beside
 *     the store. The first store opened in a process decides.
 * @param cacheBytes LevelDB's block cache
 * @param writeBufferBytes size of LevelDB's table in memory and of each of its logs
 * @param marks disk space to keep free
 * @param nanoClock as {@link System#nanoTime}
 */
public record StoreOptions(
    Optional<Path> nativeFolder, long cacheBytes, int writeBufferBytes, DiskSpace.Marks marks, LongSupplier nanoClock,
    boolean opensWithLostSteps) {
  public static final StoreOptions DEFAULT =
      new StoreOptions(Optional.empty(), 64L << 20, 16 << 20, DiskSpace.Marks.DEFAULT, System::nanoTime, false);

  public StoreOptions {
    requireNonNull(nativeFolder, "nativeFolder");
    requireNonNull(marks, "marks");
    if (cacheBytes < 0 || writeBufferBytes < 64 << 10) {
      throw new IllegalArgumentException("cache must not be negative, write buffer at least 65536 bytes");
    }
  }

  public StoreOptions withNativeFolder(Path folder) {
    return new StoreOptions(Optional.of(folder), cacheBytes, writeBufferBytes, marks, nanoClock, opensWithLostSteps);
  }

  public StoreOptions withCacheBytes(long bytes) {
    return new StoreOptions(nativeFolder, bytes, writeBufferBytes, marks, nanoClock, opensWithLostSteps);
  }

  public StoreOptions withWriteBufferBytes(int bytes) {
    return new StoreOptions(nativeFolder, cacheBytes, bytes, marks, nanoClock, opensWithLostSteps);
  }

  public StoreOptions withMarks(DiskSpace.Marks newMarks) {
    return new StoreOptions(nativeFolder, cacheBytes, writeBufferBytes, newMarks, nanoClock, opensWithLostSteps);
  }

  /** Opens a store whose newest steps are gone: {@link LevelDbStore#lostSteps} tells. */
  public StoreOptions withLostSteps() {
    return new StoreOptions(nativeFolder, cacheBytes, writeBufferBytes, marks, nanoClock, true);
  }
}
