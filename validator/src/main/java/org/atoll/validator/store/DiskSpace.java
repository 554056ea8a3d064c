package org.atoll.validator.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * Tells whether a node may go on writing. LevelDB maps its log, so on a full disk the JVM dies by SIGBUS instead of an
 * exception: it must stop before. Thread-safe.
 */
public final class DiskSpace {
  /** How much is left. */
  public enum Level {
    OK,
    /** Below the warning mark. */
    WARN,
    /** Below the stop mark, or not yet above the resume mark again: no admission, proposals, votes, commits. */
    STOP
  }

  /**
   * Marks in bytes of usable space.
   *
   * @param stop at most {@code resume}
   * @param floor below it the store itself refuses every write; at most {@code stop}
   */
  public record Marks(long warn, long stop, long resume, long floor) {
    public static final Marks DEFAULT = new Marks(2L << 30, 512L << 20, 1L << 30, 256L << 20);

    public Marks {
      if (floor < 0 || stop < floor || resume < stop) {
        throw new IllegalArgumentException("marks must not descend: floor " + floor + ", stop " + stop + ", resume " + resume);
      }
    }
  }

  private final LongSupplier usableBytes;
  private final Marks marks;
  private boolean stopped;

  public DiskSpace(LongSupplier usableBytes, Marks marks) {
    this.usableBytes = usableBytes;
    this.marks = marks;
  }

  /**
   * Watches the disk that holds {@code path}, which must exist.
   *
   * @throws IOException when the operating system does not tell
   */
  public static DiskSpace of(Path path, Marks marks) throws IOException {
    var disk = Files.getFileStore(path);
    return new DiskSpace(() -> {
      try {
        return disk.getUsableSpace();
      } catch (IOException broken) {
        throw new BrokenStoreException("cannot ask for free disk space", broken);
      }
    }, marks);
  }

  public long usableBytes() {
    return usableBytes.getAsLong();
  }

  public Marks marks() {
    return marks;
  }

  /** Asks the operating system anew: some microseconds. */
  public synchronized Level check() {
    long usable = usableBytes.getAsLong();
    stopped = usable < (stopped ? marks.resume() : marks.stop());
    if (stopped) {
      return Level.STOP;
    }
    return usable < marks.warn() ? Level.WARN : Level.OK;
  }
}
