package org.atoll.validator.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepted batches that are not final yet, so that they survive the death of this process: appended before the client is
 * answered, replayed at the next start. Not forced to disk: power loss may take the newest.
 *
 * <p>Files {@code <16 hex digits>.journal} in one folder, each the 8 bytes {@code "atollpj1"} and records {u32 length of
 * what follows the checksum, u32 CRC-32C of length and content, batch id (32), u8 format, body}, big-endian. A file ends at
 * its first bad record. Not thread-safe: one thread owns it.
 */
public final class PoolJournal implements AutoCloseable {
  /**
   * One batch.
   *
   * @param format the envelope format's number, 0 to 255
   */
  public record Entry(TransactionId id, int format, Bytes body) {
    public Entry {
      requireNonNull(id, "id");
      requireNonNull(body, "body");
      if (format < 0 || format > 255) {
        throw new IllegalArgumentException("format must be in 0 to 255: " + format);
      }
    }
  }

  /** Default size at which a new file is begun. */
  public static final long SEGMENT_BYTES = 8L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(PoolJournal.class);
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})\\.journal");
  private static final byte[] MAGIC = {'a', 't', 'o', 'l', 'l', 'p', 'j', '1'};
  private static final int HEADER = 8;
  private static final int FIXED = 33;
  private static final int MAX_RECORD = 64 << 20;

  /** A file and the ids in it, in order. */
  private static final class Segment {
    private final Path file;
    private final List<TransactionId> ids = new ArrayList<>();
    private long bytes;

    Segment(Path file) {
      this.file = file;
    }
  }

  private final Path folder;
  private final long segmentBytes;
  private final TreeMap<Long, Segment> segments = new TreeMap<>();
  private @Nullable FileChannel tail; // the last segment's
  private boolean broken;

  private PoolJournal(Path folder, long segmentBytes) {
    this.folder = folder;
    this.segmentBytes = segmentBytes;
  }

  /**
   * Opens the journal in {@code folder}, made when missing, cuts torn ends and passes every entry to {@code replay}, oldest
   * first. The same batch may come twice.
   *
   * @throws StoreException when the folder cannot be read or written
   */
  public static PoolJournal open(Path folder, long segmentBytes, Consumer<Entry> replay) throws StoreException {
    try {
      Files.createDirectories(folder);
      var journal = new PoolJournal(folder, segmentBytes);
      journal.load(replay);
      return journal;
    } catch (IOException failed) {
      throw new StoreException(StoreException.Reason.IO, "cannot open pool journal " + folder + ": " + failed, failed);
    }
  }

  private void load(Consumer<Entry> replay) throws IOException {
    try (var files = Files.newDirectoryStream(folder, "*.journal")) {
      for (var file : files) {
        var name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          segments.put(Long.parseUnsignedLong(name.group(1), 16), new Segment(file));
        }
      }
    }
    for (var segment : segments.values()) {
      long size = Files.size(segment.file);
      segment.bytes = read(segment.file, entry -> {
        segment.ids.add(entry.id());
        replay.accept(entry);
      });
      if (segment.bytes < size) {
        LOG.warn("pool_journal_cut file={} from={} to={}", segment.file.getFileName(), size, segment.bytes);
        try (var channel = FileChannel.open(segment.file, StandardOpenOption.WRITE)) {
          channel.truncate(segment.bytes);
        }
      }
    }
  }

  /** Bytes in all files. */
  public long bytes() {
    return segments.values().stream().mapToLong(segment -> segment.bytes).sum();
  }

  /** Entries in all files, pending or not. */
  public int entries() {
    return segments.values().stream().mapToInt(segment -> segment.ids.size()).sum();
  }

  /**
   * Appends all entries with one write; once this returns they survive the death of the process.
   *
   * @throws BrokenStoreException when the disk refuses; every further append fails too
   */
  public void append(List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    if (broken) {
      throw new BrokenStoreException("pool journal failed before");
    }
    try {
      var buffer = encode(entries);
      var segment = writable();
      long size = buffer.remaining();
      while (buffer.hasRemaining()) {
        requireNonNull(tail).write(buffer);
      }
      segment.bytes += size;
      entries.forEach(entry -> segment.ids.add(entry.id()));
    } catch (IOException failed) {
      broken = true; // the end of the file is unknown now
      throw new BrokenStoreException("pool journal cannot be written", failed);
    }
  }

  /**
   * Deletes files without a pending entry, and rewrites those where pending ones make up less than a quarter: these entries
   * move to the end. Cheap when there is nothing to do; call it after each final block.
   */
  public void compact(Predicate<TransactionId> stillPending) {
    try {
      for (var number : List.copyOf(segments.keySet())) {
        var segment = requireNonNull(segments.get(number));
        boolean last = number.equals(segments.lastKey());
        if (last && segment.bytes < segmentBytes / 2) {
          return; // still filling
        }
        long pending = segment.ids.stream().filter(stillPending).count();
        if (4 * pending < segment.ids.size() || segment.ids.isEmpty()) {
          if (last) {
            closeTail();
          }
          drop(number, segment, pending == 0 ? id -> false : stillPending);
        }
      }
    } catch (IOException failed) {
      broken = true;
      throw new BrokenStoreException("pool journal cannot be compacted", failed);
    }
  }

  private void drop(long number, Segment segment, Predicate<TransactionId> stillPending) throws IOException {
    var kept = new ArrayList<Entry>();
    var ids = segment.ids.stream().filter(stillPending).toList();
    if (!ids.isEmpty()) {
      long good = read(segment.file, entry -> {
        if (stillPending.test(entry.id())) {
          kept.add(entry);
        }
      });
      if (good < segment.bytes) {
        throw new BrokenStoreException("pool journal file " + segment.file.getFileName() + " is damaged at " + good);
      }
      beginSegment();
      append(kept);
    }
    segments.remove(number);
    Files.delete(segment.file);
  }

  /** Closes the file; what was appended stays. */
  @Override
  public void close() {
    try {
      closeTail();
    } catch (IOException failed) {
      throw new BrokenStoreException("pool journal did not close cleanly", failed);
    }
  }

  private void closeTail() throws IOException {
    if (tail != null) {
      tail.close();
      tail = null;
    }
  }

  private Segment writable() throws IOException {
    if (tail != null) {
      var segment = segments.lastEntry().getValue();
      if (segment.bytes < segmentBytes) {
        return segment;
      }
    }
    return beginSegment();
  }

  private Segment beginSegment() throws IOException {
    if (tail != null && segments.lastEntry().getValue().bytes < segmentBytes) {
      return segments.lastEntry().getValue();
    }
    closeTail();
    long number = segments.isEmpty() ? 1 : segments.lastKey() + 1;
    var segment = new Segment(folder.resolve(String.format("%016x.journal", number)));
    tail = FileChannel.open(segment.file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    tail.write(ByteBuffer.wrap(MAGIC));
    segment.bytes = MAGIC.length;
    segments.put(number, segment);
    return segment;
  }

  private static ByteBuffer encode(List<Entry> entries) {
    long size = 0;
    for (var entry : entries) {
      if (entry.body().size() > MAX_RECORD - FIXED) {
        throw new IllegalArgumentException("a batch of " + entry.body().size() + " bytes cannot be journalled");
      }
      size += HEADER + FIXED + entry.body().size();
    }
    var out = ByteBuffer.allocate(Math.toIntExact(size));
    for (var entry : entries) {
      int start = out.position();
      out.putInt(FIXED + entry.body().size()).putInt(0);
      out.put(entry.id().bytes().unsafeArray()).put((byte) entry.format()).put(entry.body().unsafeArray());
      out.putInt(start + 4, crc(out.array(), start, out.position()));
    }
    return out.flip();
  }

  /** Passes whole entries on; returns where they end. */
  private static long read(Path file, Consumer<Entry> entries) throws IOException {
    var all = Files.readAllBytes(file);
    if (all.length < MAGIC.length || !Bytes.copyOfRange(all, 0, MAGIC.length).equals(Bytes.wrap(MAGIC))) {
      return 0;
    }
    var in = ByteBuffer.wrap(all).position(MAGIC.length);
    while (in.remaining() >= HEADER + FIXED) {
      int start = in.position();
      int length = in.getInt();
      int crc = in.getInt();
      if (length < FIXED || length > in.remaining() || crc != crc(all, start, start + HEADER + length)) {
        return start;
      }
      int body = start + HEADER + FIXED;
      in.position(start + HEADER + length);
      entries.accept(new Entry(new TransactionId(Bytes.copyOfRange(all, start + HEADER, body - 1)), all[body - 1] & 0xff,
          Bytes.copyOfRange(all, body, start + HEADER + length)));
    }
    return in.position();
  }

  private static int crc(byte[] array, int start, int end) {
    var crc = new CRC32C();
    crc.update(array, start, 4);
    crc.update(array, start + HEADER, end - start - HEADER);
    return (int) crc.getValue();
  }
}
