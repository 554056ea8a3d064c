package org.atoll.validator.store;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the edits in a LevelDB manifest add up to: the tables in use and the first log that is not in tables yet. Fields of
 * an edit are a varint tag and its content.
 */
final class VersionState {
  private static final int COMPARATOR = 1;
  private static final int LOG_NUMBER = 2;
  private static final int NEXT_FILE = 3;
  private static final int LAST_SEQUENCE = 4;
  private static final int COMPACT_POINTER = 5;
  private static final int DELETED_FILE = 6;
  private static final int NEW_FILE = 7;
  private static final int PREVIOUS_LOG = 9;

  private final Map<Long, Long> tables = new TreeMap<>();
  private long logNumber;
  private long previousLog;
  private @Nullable String problem;

  /** Size by file number. */
  Map<Long, Long> tables() {
    return tables;
  }

  /** Whether LevelDB will read the log with this number when it opens. */
  boolean needsLog(long number) {
    return number >= logNumber || number == previousLog;
  }

  /** Why the manifest cannot be understood. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  void apply(byte[] edit) {
    var in = new Input(edit);
    while (problem == null && in.at < edit.length) {
      try {
        field(in, (int) in.varint());
      } catch (IndexOutOfBoundsException cutOff) {
        problem = "an edit is cut off";
      }
    }
  }

  private void field(Input in, int tag) {
    switch (tag) {
      case COMPARATOR -> in.skipBytes();
      case LOG_NUMBER -> logNumber = in.varint();
      case NEXT_FILE, LAST_SEQUENCE -> in.varint();
      case COMPACT_POINTER -> {
        in.varint();
        in.skipBytes();
      }
      case DELETED_FILE -> {
        in.varint();
        tables.remove(in.varint());
      }
      case NEW_FILE -> {
        in.varint();
        long number = in.varint();
        tables.put(number, in.varint());
        in.skipBytes();
        in.skipBytes();
      }
      case PREVIOUS_LOG -> previousLog = in.varint();
      default -> problem = "an edit has unknown field " + tag;
    }
  }

  private static final class Input {
    private final byte[] array;
    private int at;

    Input(byte[] array) {
      this.array = array;
    }

    long varint() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        byte next = array[at++];
        value |= (next & 0x7fL) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw new IndexOutOfBoundsException("varint too long");
    }

    void skipBytes() {
      long length = varint();
      if (length < 0 || length > array.length - at) {
        throw new IndexOutOfBoundsException("length beyond end");
      }
      at += (int) length;
    }
  }
}
