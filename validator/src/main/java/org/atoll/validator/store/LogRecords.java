package org.atoll.validator.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Reads the format of LevelDB's logs and manifests: blocks of 32 KiB with fragments {u32 masked CRC-32C of type and data,
 * u16 length, u8 type, data}, little-endian; a record is one FULL fragment or FIRST, MIDDLE…, LAST; fewer than 7 bytes at
 * a block's end are filler; a file may end in zeros that were reserved in advance.
 */
final class LogRecords {
  private static final int BLOCK = 32 << 10;
  private static final int HEADER = 7;
  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int LAST = 4;

  /**
   * What a file holds.
   *
   * @param size of the file
   * @param goodEnd where the last whole record ends that only whole records precede
   * @param clean nothing but zeros follows {@code goodEnd}
   */
  record Extent(long size, long goodEnd, boolean clean) {}

  private final FileChannel channel;
  private final Consumer<byte[]> records;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private boolean inRecord;
  private long goodEnd;

  private LogRecords(FileChannel channel, Consumer<byte[]> records) {
    this.channel = channel;
    this.records = records;
  }

  /** Passes each whole record up to the first bad one to the consumer. */
  static Extent read(Path file, Consumer<byte[]> records) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var reader = new LogRecords(channel, records);
      for (long start = 0; reader.readBlock(start); start += BLOCK) {
        // readBlock does it all
      }
      return new Extent(channel.size(), reader.goodEnd, reader.zerosFrom(reader.goodEnd));
    }
  }

  /** False at the end or at the first bad fragment. */
  private boolean readBlock(long start) throws IOException {
    fill(start);
    while (block.remaining() >= HEADER) {
      int at = block.position();
      int masked = block.getInt();
      int length = block.getShort() & 0xffff;
      int type = block.get();
      if (type < FULL || type > LAST || length > block.remaining() || (type <= FIRST) == inRecord) {
        return false;
      }
      var crc = new CRC32C();
      crc.update(block.array(), at + HEADER - 1, length + 1);
      if (mask((int) crc.getValue()) != masked) {
        return false;
      }
      partial.write(block.array(), at + HEADER, length);
      block.position(at + HEADER + length);
      inRecord = type == FIRST || type == MIDDLE;
      if (!inRecord) {
        goodEnd = start + block.position();
        records.accept(partial.toByteArray());
        partial.reset();
      }
    }
    return block.limit() == BLOCK;
  }

  private void fill(long start) throws IOException {
    block.clear();
    while (block.hasRemaining()) {
      if (channel.read(block, start + block.position()) < 0) {
        break;
      }
    }
    block.flip();
  }

  private boolean zerosFrom(long start) throws IOException {
    long at = start;
    for (fill(at); block.hasRemaining(); fill(at)) {
      at += block.remaining();
      while (block.hasRemaining()) {
        if (block.get() != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** LevelDB stores checksums rotated and shifted, because a CRC of data that holds CRCs is weak. */
  private static int mask(int crc) {
    return Integer.rotateRight(crc, 15) + 0xa282ead8;
  }
}
