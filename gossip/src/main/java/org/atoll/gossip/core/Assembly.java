package org.atoll.gossip.core;

import java.util.Arrays;
import java.util.Optional;
import org.atoll.gossip.MessageType;
import org.atoll.sdk.value.Bytes;

/**
 * Puts the pieces of one lane of one link together. Memory grows with what has arrived, not with what was announced,
 * and all assemblies of a node share one {@link Room}. Single-threaded.
 */
public final class Assembly {
  /** Bytes that all unfinished messages together may take. Single-threaded. */
  public static final class Room {
    private long free;

    public Room(long bytes) {
      this.free = bytes;
    }

    private boolean take(int bytes) {
      if (bytes > free) {
        return false;
      }
      free -= bytes;
      return true;
    }

    private void give(int bytes) {
      free += bytes;
    }

    public long free() {
      return free;
    }
  }

  /** What a piece led to. */
  public sealed interface Result {
    /** More pieces are to come, or the message was given up and its rest is skipped. */
    record Nothing() implements Result {}

    record Whole(Bytes body) implements Result {}

    /** An honest peer does not send this. */
    record Bad(String why) implements Result {}
  }

  private static final Result NOTHING = new Result.Nothing();

  private final Room room;
  private Optional<MessageType> type = Optional.empty();
  private boolean skipping;
  private boolean lost;
  private byte[] buffer = new byte[0];
  private int size;
  private int total;

  public Assembly(Room room) {
    this.room = room;
  }

  public Result accept(MessageType of, Frame.Piece piece) {
    if (lost && !piece.first()) {
      return NOTHING;
    }
    lost = false;
    if (piece.first()) {
      if (type.isPresent() || skipping) {
        return new Result.Bad("a message inside a message");
      }
      if (piece.total() > of.maxBytes()) {
        return new Result.Bad(of.name() + " over its size");
      }
      if (piece.last()) {
        return piece.chunk().size() == piece.total() ? new Result.Whole(piece.chunk()) : new Result.Bad("wrong total");
      }
      type = Optional.of(of);
      total = piece.total();
    } else if (skipping) {
      skipping = !piece.last();
      return NOTHING;
    } else if (type.isEmpty() || type.get().code() != of.code()) {
      return new Result.Bad("a piece of nothing");
    }
    return append(piece);
  }

  /** Gives the message up that this piece belongs to: what is left of it will be skipped. */
  public void skip(Frame.Piece piece) {
    clear();
    lost = false;
    skipping = !piece.last();
  }

  /** A piece went astray on this side: what comes before the next message's first piece is of no use. */
  public void lose() {
    clear();
    skipping = false;
    lost = true;
  }

  /** Frees the memory: the link is gone. */
  public void clear() {
    room.give(buffer.length);
    buffer = new byte[0];
    size = 0;
    type = Optional.empty();
  }

  private Result append(Frame.Piece piece) {
    int length = size + piece.chunk().size();
    if (length > total || piece.last() != (length == total)) {
      return new Result.Bad("wrong total");
    }
    if (length > buffer.length) {
      int capacity = Math.min(total, Math.max(length, 2 * buffer.length));
      if (!room.take(capacity - buffer.length)) {
        skip(piece);
        return NOTHING;
      }
      buffer = Arrays.copyOf(buffer, capacity);
    }
    System.arraycopy(piece.chunk().unsafeArray(), 0, buffer, size, piece.chunk().size());
    size = length;
    if (!piece.last()) {
      return NOTHING;
    }
    var body = Bytes.wrap(buffer); // full: its capacity never exceeds the total
    clear();
    return new Result.Whole(body);
  }
}
