package org.atoll.validator.finality.core;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to the two slots in turn, so that one torn by a crash leaves the one before it whole. A slot is u64
 * sequence, u32 length, record, u32 CRC-32C of these (reliability.md §5 item 7); what follows is an older record's rest.
 */
final class GuardSlots {
  private static final int FRAME = 8 + 4 + 4;

  private final GuardStore store;
  private @Nullable Bytes newest;
  private int newestSlot;
  private long sequence;
  private int damaged;

  GuardSlots(GuardStore store) {
    this.store = store;
    for (int slot = 0; slot < 2; slot++) {
      var content = store.read(slot);
      if (!isWhole(content)) {
        damaged += content.isEmpty() ? 0 : 1;
        continue;
      }
      long found = ByteBuffer.wrap(content.unsafeArray()).getLong();
      if (found > sequence) {
        sequence = found;
        newestSlot = slot;
        newest = content.slice(12, 12 + length(content));
      }
    }
  }

  /** The newest whole record. */
  Optional<Bytes> newest() {
    return Optional.ofNullable(newest);
  }

  /** Of the newest record; counts up from 1. */
  long sequence() {
    return sequence;
  }

  /** Slots that hold something that is no record: 1 after a torn write. */
  int damaged() {
    return damaged;
  }

  /** Sequences from here on are above this one. */
  void raise(long least) {
    sequence = Math.max(sequence, least);
  }

  /** Durable when it returns. */
  void write(Bytes written) {
    int target = newest == null ? 0 : 1 - newestSlot; // never over the newest whole one
    var slot = ByteBuffer.allocate(written.size() + FRAME).putLong(sequence + 1).putInt(written.size())
        .put(written.unsafeArray());
    slot.putInt(crc(slot.array(), slot.position()));
    store.write(target, Bytes.wrap(slot.array()));
    newestSlot = target;
    sequence++;
    newest = written;
  }

  private static boolean isWhole(Bytes content) {
    if (content.size() < FRAME) {
      return false;
    }
    var in = ByteBuffer.wrap(content.unsafeArray());
    int length = length(content);
    return in.getLong(0) > 0 && length >= 0 && length <= content.size() - FRAME
        && in.getInt(12 + length) == crc(content.unsafeArray(), 12 + length);
  }

  private static int length(Bytes content) {
    return ByteBuffer.wrap(content.unsafeArray()).getInt(8);
  }

  static int crc(byte[] bytes, int length) {
    var crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
