package org.atoll.validator.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.atoll.sdk.value.Bytes;
import org.fusesource.leveldbjni.JniDBFactory;
import org.iq80.leveldb.CompressionType;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.DBException;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.WriteOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a folder: {@code FORMAT}, {@code LOCK}, {@code TIP} and LevelDB's files in {@code db}. Its calls enter native
 * code and block: keep them off virtual threads.
 *
 * <p>Every read verifies checksums; the database is opened with paranoid checks, else compaction would give a flipped byte
 * a fresh checksum. {@link UseCount} keeps {@link #close} from freeing native memory under a call.
 */
public final class LevelDbStore implements KeyValueStore {
  private static final Logger LOG = LoggerFactory.getLogger(LevelDbStore.class);
  private static final int SPACE_CHECK_BYTES = 4 << 20;

  private final DB db;
  private final LevelDbReader reader;
  private final Path dbFolder;
  private final FileChannel lock;
  private final TipFile tip;
  private volatile @Nullable Tip lostSteps;
  private final int trims;
  private boolean openedWithLoss; // before the store is handed out
  private final DiskSpace space;
  private final UseCount uses = new UseCount();
  private final Set<LevelDbSnapshot> snapshots = ConcurrentHashMap.newKeySet();
  private final Object writing = new Object();
  private long uncheckedBytes = SPACE_CHECK_BYTES; // guarded by writing: written since free space was last looked at
  private boolean unsynced; // guarded by writing: something was written unsynced since the last synced write

  private LevelDbStore(DB db, Path dbFolder, FileChannel lock, TipFile tip, DiskSpace space, int trims) {
    this.trims = trims;
    this.db = db;
    this.reader = new LevelDbReader(db, null);
    this.dbFolder = dbFolder;
    this.lock = lock;
    this.tip = tip;
    this.space = space;
  }

  /**
   * Opens the store in {@code folder}, which is made when missing or empty, after repairing what a crash may leave: see
   * {@link LevelDbFiles#trim}. Then checks that no step is missing: neither in the chain of {@linkplain StepLog step
   * records} nor at its end, which the TIP file knows.
   */
  public static LevelDbStore open(Path folder, StoreOptions options) throws StoreException {
    try {
      Files.createDirectories(folder);
      var lock = StoreFolder.lock(folder);
      try {
        return open(folder, options, lock);
      } catch (Throwable failed) {
        lock.close();
        throw failed;
      }
    } catch (IOException | UncheckedIOException broken) {
      throw new StoreException(StoreException.Reason.IO, "cannot open store " + folder + ": " + broken, broken);
    } catch (BrokenStoreException | DBException broken) {
      throw new StoreException(StoreException.Reason.CORRUPT, "store " + folder + " is damaged: " + broken.getMessage(),
          broken);
    }
  }

  private static LevelDbStore open(Path folder, StoreOptions options, FileChannel lock)
      throws IOException, StoreException {
    var space = DiskSpace.of(folder, options.marks());
    if (space.check() == DiskSpace.Level.STOP) {
      throw new StoreException(
          StoreException.Reason.DISK_FULL, "only " + space.usableBytes() + " bytes are free for " + folder);
    }
    boolean fresh = StoreFolder.isFresh(folder);
    var dbFolder = folder.resolve("db");
    int trims = 0;
    if (!fresh) {
      var trimmed = LevelDbFiles.trim(dbFolder);
      if (!trimmed.isEmpty()) {
        trims = 1;
        LOG.warn("store_trimmed folder={} what=\"{}\"", folder, trimmed);
      }
    }
    NativeLibrary.unpack(options.nativeFolder().orElse(folder.resolve("native")));
    var db = openDb(dbFolder, options, fresh);
    @Nullable TipFile tip = null;
    try {
      tip = TipFile.open(folder.resolve("TIP"), options.nanoClock());
      var store = new LevelDbStore(db, dbFolder, lock, tip, space, trims);
      if (fresh) {
        StoreFolder.finish(folder);
      }
      checkSteps(store, tip, options);
      return store;
    } catch (Throwable failed) {
      db.close();
      if (tip != null) {
        tip.close();
      }
      throw failed;
    }
  }

  private static DB openDb(Path folder, StoreOptions options, boolean fresh) throws StoreException {
    var settings = new Options()
        .createIfMissing(fresh)
        .paranoidChecks(true)
        .compressionType(CompressionType.NONE)
        .cacheSize(options.cacheBytes())
        .writeBufferSize(options.writeBufferBytes());
    try {
      Files.createDirectories(folder);
      return JniDBFactory.factory.open(folder.toFile(), settings);
    } catch (IOException broken) {
      var reason = String.valueOf(broken.getMessage()).contains("Corruption")
          ? StoreException.Reason.CORRUPT : StoreException.Reason.IO;
      throw new StoreException(reason, "LevelDB refuses " + folder + ": " + broken.getMessage(), broken);
    }
  }

  private static void checkSteps(LevelDbStore store, TipFile tipFile, StoreOptions options)
      throws IOException, StoreException {
    var steps = StepLog.open(store);
    var last = steps.last();
    long lastNumber = last.map(Step::number).orElse(0L);
    if (tipFile.damagedSlots() > 0) {
      LOG.warn("tip_damaged slots={} found={}", tipFile.damagedSlots(), tipFile.found().isPresent());
    }
    if (tipFile.found().isEmpty()) {
      if (last.isPresent()) {
        LOG.warn("tip_missing last_step={}", lastNumber);
        tipFile.write(new Tip(last.get().height(), last.get().blockId(), lastNumber, 0));
      }
      return;
    }
    var known = tipFile.found().get();
    try {
      steps.requireUpTo(known);
    } catch (StoreException lost) {
      if (lost.reason() != StoreException.Reason.STEPS_LOST || !options.opensWithLostSteps()) {
        throw lost;
      }
      LOG.warn("store_steps_lost why=\"{}\"", lost.getMessage());
      store.lostSteps = known;
      store.openedWithLoss = true;
    }
  }

  /**
   * What the TIP file said when the store was opened. Empty although there are steps: the file was lost or damaged, so a
   * loss of the newest steps cannot be excluded.
   */
  public Optional<Tip> openedTip() {
    return tip.found();
  }

  /** What was final when steps were lost that have not come back; only with {@link StoreOptions#withLostSteps}. */
  public Optional<Tip> lostSteps() {
    return Optional.ofNullable(lostSteps);
  }

  /** What had to be mended when the store was opened: a torn end that was cut off, steps that were lost. */
  public int repairs() {
    return trims + (openedWithLoss ? 1 : 0);
  }

  /** Free space on the store's disk. */
  public DiskSpace space() {
    return space;
  }

  /** LevelDB's own figures, as text. */
  public String statistics() {
    uses.enter();
    try {
      return String.valueOf(db.getProperty("leveldb.stats"));
    } finally {
      uses.leave();
    }
  }

  @Override
  public Optional<Bytes> get(Bytes key) {
    uses.enter();
    try {
      return reader.get(key);
    } finally {
      uses.leave();
    }
  }

  @Override
  public void scan(Bytes prefix, Bytes from, BiPredicate<Bytes, Bytes> visitor) {
    uses.enter();
    try {
      reader.scan(prefix, from, visitor);
    } finally {
      uses.leave();
    }
  }

  @Override
  public Optional<Map.Entry<Bytes, Bytes>> ceiling(Bytes prefix, Bytes from) {
    uses.enter();
    try {
      return reader.ceiling(prefix, from);
    } finally {
      uses.leave();
    }
  }

  @Override
  public Optional<Map.Entry<Bytes, Bytes>> floor(Bytes prefix, Bytes upTo) {
    uses.enter();
    try {
      return reader.floor(prefix, upTo);
    } finally {
      uses.leave();
    }
  }

  @Override
  public void write(WriteBatch batch, Sync sync) {
    uses.enter();
    try {
      synchronized (writing) {
        checkSpace(batch.bytes());
        writeNative(batch, sync);
        if (sync == Sync.UNSYNCED) {
          unsynced = true;
        } else if (unsynced) {
          forceOlderLogs();
          unsynced = false;
        }
      }
    } catch (DBException | IOException broken) {
      throw new BrokenStoreException("store cannot be written: " + broken.getMessage(), broken);
    } finally {
      uses.leave();
    }
  }

  private void checkSpace(long bytes) {
    uncheckedBytes += bytes;
    if (uncheckedBytes >= SPACE_CHECK_BYTES) {
      long needed = space.marks().floor() + bytes;
      long usable = space.usableBytes();
      if (usable < needed) {
        throw new DiskFullException(usable, needed);
      }
      uncheckedBytes = 0;
    }
  }

  /** In order of keys, since a put next to the one before costs LevelDB half of one elsewhere. */
  private void writeNative(WriteBatch batch, Sync sync) throws IOException {
    try (var out = db.createWriteBatch()) {
      batch.forEachSorted(new WriteBatch.Visitor() {
        @Override
        public void put(Bytes key, Bytes value) {
          out.put(key.unsafeArray(), value.unsafeArray());
        }

        @Override
        public void delete(Bytes key) {
          out.delete(key.unsafeArray());
        }
      });
      db.write(out, new WriteOptions().sync(sync == Sync.SYNCED));
    }
  }

  /**
   * LevelDB does not sync a log when it goes on to the next one. Unsynced writes at the end of the old one could then be
   * torn by a power loss that a later, synced write in the new one survives, and trimming would drop both.
   */
  private void forceOlderLogs() throws IOException {
    var logs = LevelDbFiles.logs(dbFolder);
    for (var older : logs.headMap(logs.lastKey()).values()) {
      try (var channel = FileChannel.open(older, StandardOpenOption.WRITE)) {
        channel.force(false);
      } catch (java.nio.file.NoSuchFileException compacted) {
        LOG.trace("log {} is in tables by now", older);
      }
    }
  }

  @Override
  public Snapshot snapshot() {
    uses.enter();
    try {
      var snapshot = new LevelDbSnapshot(db, uses, snapshots::remove);
      snapshots.add(snapshot);
      return snapshot;
    } finally {
      uses.leave();
    }
  }

  @Override
  public void noteTip(Tip newTip) {
    uses.enter();
    try {
      var lost = lostSteps;
      if (lost != null && newTip.height() < lost.height()) {
        return; // else the next opening would not know that something is missing
      }
      lostSteps = null;
      synchronized (tip) {
        tip.write(newTip);
      }
    } catch (IOException broken) {
      throw new BrokenStoreException("TIP cannot be written", broken);
    } finally {
      uses.leave();
    }
  }

  @Override
  public void close() {
    if (!uses.close()) {
      return;
    }
    try (lock; tip; db) {
      snapshots.forEach(LevelDbSnapshot::release);
    } catch (IOException broken) {
      throw new BrokenStoreException("store did not close cleanly", broken);
    }
  }
}
