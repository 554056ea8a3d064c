package org.atoll.validator.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Two slots of {@value #SLOT} bytes, written in turn: a write torn by a crash leaves the other whole. A slot is u64 sequence,
 * i64 height, block id, u64 step, u64 guard sequence, u32 CRC-32C of these. Forced at most once a second: the operating
 * system keeps what was written when the process is killed. Used by one thread at a time.
 */
final class TipFile implements AutoCloseable {
  private static final int CONTENT = 64;
  private static final int SLOT = 512; // a sector each
  private static final long FORCE_NANOS = 1_000_000_000;

  private final FileChannel channel;
  private final LongSupplier nanoClock;
  private final @Nullable Tip found;
  private final int damagedSlots;
  private long sequence;
  private boolean forced;
  private long forcedAt;

  private TipFile(FileChannel channel, LongSupplier nanoClock) throws IOException {
    this.channel = channel;
    this.nanoClock = nanoClock;
    Tip newest = null;
    int damaged = 0;
    for (int slot = 0; slot < 2; slot++) {
      var content = ByteBuffer.allocate(CONTENT + 4);
      int length = 0;
      for (int got = 0; got >= 0 && content.hasRemaining(); length += Math.max(got, 0)) {
        got = channel.read(content, (long) slot * SLOT + length);
      }
      var read = parse(content, length);
      if (read.isEmpty()) {
        damaged += isBlank(content) ? 0 : 1;
      } else if (read.get().sequence > sequence) {
        sequence = read.get().sequence;
        newest = read.get().tip;
      }
    }
    found = newest;
    damagedSlots = damaged;
  }

  static TipFile open(Path file, LongSupplier nanoClock) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      return new TipFile(channel, nanoClock);
    } catch (IOException | RuntimeException broken) {
      channel.close();
      throw broken;
    }
  }

  /** What the file held when it was opened; empty when no slot was whole. */
  Optional<Tip> found() {
    return Optional.ofNullable(found);
  }

  /** Slots that hold something else than zeros or a whole tip: 1 after a torn write, 2 when the file is damaged. */
  int damagedSlots() {
    return damagedSlots;
  }

  void write(Tip tip) throws IOException {
    sequence++;
    var slot = ByteBuffer.allocate(CONTENT + 4)
        .putLong(sequence)
        .putLong(tip.height())
        .put(tip.blockId().bytes().unsafeArray())
        .putLong(tip.step())
        .putLong(tip.guardSequence());
    slot.putInt(crc(slot.array())).flip();
    long at = (sequence & 1) * SLOT;
    while (slot.hasRemaining()) {
      at += channel.write(slot, at);
    }
    long now = nanoClock.getAsLong();
    if (!forced || now - forcedAt >= FORCE_NANOS) {
      channel.force(false);
      forced = true;
      forcedAt = now;
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      channel.force(false);
    }
  }

  private record Slot(long sequence, Tip tip) {}

  private static Optional<Slot> parse(ByteBuffer content, int length) {
    content.flip();
    if (length < CONTENT + 4 || content.getInt(CONTENT) != crc(content.array())) {
      return Optional.empty();
    }
    long sequence = content.getLong();
    long height = content.getLong();
    var id = new byte[32];
    content.get(id);
    long step = content.getLong();
    return step < 1 || sequence < 1 ? Optional.empty()
        : Optional.of(new Slot(sequence, new Tip(height, new BlockId(Bytes.wrap(id)), step, content.getLong())));
  }

  private static boolean isBlank(ByteBuffer content) {
    for (byte next : content.array()) {
      if (next != 0) {
        return false;
      }
    }
    return true;
  }

  private static int crc(byte[] slot) {
    var crc = new CRC32C();
    crc.update(slot, 0, CONTENT);
    return (int) crc.getValue();
  }
}
