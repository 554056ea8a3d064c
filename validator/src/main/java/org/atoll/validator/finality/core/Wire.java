package org.atoll.validator.finality.core;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/** Big-endian fields; readers refuse what no writer writes. */
final class Wire {
  private Wire() {}

  /** Foreign bytes are not what they should be; never leaves this package. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String reason) {
      super(reason, null, false, false);
    }
  }

  /** Reads one value. */
  @FunctionalInterface
  interface Reader<T> {
    T read(ByteBuffer in) throws Malformed;
  }

  /** Reads a value that fills the bytes exactly. */
  static <T> Decoded<T> decode(Bytes bytes, Reader<T> reader) {
    var in = ByteBuffer.wrap(bytes.unsafeArray());
    try {
      var value = reader.read(in);
      return in.hasRemaining() ? new Decoded.Refused<>(in.remaining() + " bytes too many") : new Decoded.Ok<>(value);
    } catch (BufferUnderflowException cut) {
      return new Decoded.Refused<>("cut short at " + bytes.size() + " bytes");
    } catch (Malformed malformed) {
      return new Decoded.Refused<>(String.valueOf(malformed.getMessage()));
    }
  }

  static void expect(ByteBuffer in, byte[] wanted, String otherwise) throws Malformed {
    var found = new byte[wanted.length];
    in.get(found);
    if (!Arrays.equals(found, wanted)) {
      throw new Malformed(otherwise);
    }
  }

  static void expect(ByteBuffer in, int wanted, String otherwise) throws Malformed {
    if (in.get() != (byte) wanted) {
      throw new Malformed(otherwise);
    }
  }

  /** A u64 that fits a long and is at least {@code min}. */
  static long count(ByteBuffer in, long min) throws Malformed {
    long value = in.getLong();
    if (value < min) {
      throw new Malformed("number out of range: " + Long.toUnsignedString(value));
    }
    return value;
  }

  static int round(ByteBuffer in, int min) throws Malformed {
    int value = in.getInt();
    if (value < min) {
      throw new Malformed("round out of range: " + Integer.toUnsignedString(value));
    }
    return value;
  }

  static void put(ByteBuffer out, BlockRef block) {
    out.putLong(block.height()).put(block.id().bytes().unsafeArray());
  }

  static BlockRef block(ByteBuffer in) throws Malformed {
    long height = count(in, 0);
    var id = new BlockId(bytes(in, 32));
    if ((height == 0) != id.equals(BlockId.NONE)) {
      throw new Malformed("height and id do not fit each other");
    }
    return height == 0 ? BlockRef.NIL : new BlockRef(height, id);
  }

  static Bytes bytes(ByteBuffer in, int size) {
    if (size > in.remaining()) {
      throw new BufferUnderflowException();
    }
    var bytes = new byte[size];
    in.get(bytes);
    return Bytes.wrap(bytes);
  }
}
