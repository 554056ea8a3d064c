package org.atoll.seth.query;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.atoll.sdk.value.Bytes;

/** JSON being written, up to a bound; what does not fit is dropped and remembered as missing. Used by one thread. */
final class JsonBytes {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final int limit;
  private byte[] buffer = new byte[4_096];
  private int size;
  private boolean full;

  JsonBytes(int limit) {
    this.limit = limit;
  }

  /** Whether something did not fit. */
  boolean isFull() {
    return full;
  }

  int size() {
    return size;
  }

  byte[] array() {
    return buffer;
  }

  void clear() {
    size = 0;
    full = false;
  }

  private boolean reserve(int more) {
    if (full || more > limit - size) {
      full = true;
      return false;
    }
    if (size + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(limit, Math.max(2L * buffer.length, size + (long) more)));
    }
    return true;
  }

  /** ASCII as it is. */
  JsonBytes raw(String ascii) {
    int length = ascii.length();
    if (reserve(length)) {
      for (int i = 0; i < length; i++) {
        buffer[size++] = (byte) ascii.charAt(i);
      }
    }
    return this;
  }

  JsonBytes raw(JsonBytes other) {
    full |= other.full;
    if (reserve(other.size)) {
      System.arraycopy(other.buffer, 0, buffer, size, other.size);
      size += other.size;
    }
    return this;
  }

  JsonBytes number(long number) {
    return raw(Long.toString(number));
  }

  JsonBytes bool(boolean value) {
    return raw(value ? "true" : "false");
  }

  /** Between quotes, with 0x. */
  JsonBytes hex(Bytes bytes) {
    return hex(bytes.unsafeArray(), 0, bytes.size());
  }

  JsonBytes hex(byte[] bytes, int from, int count) {
    if (count > limit / 2 || !reserve(4 + 2 * count)) {
      full = true;
      return this;
    }
    buffer[size++] = '"';
    buffer[size++] = '0';
    buffer[size++] = 'x';
    for (int i = from; i < from + count; i++) {
      buffer[size++] = DIGITS[bytes[i] >>> 4 & 15];
      buffer[size++] = DIGITS[bytes[i] & 15];
    }
    buffer[size++] = '"';
    return this;
  }

  /** A quantity of 256 bits, least significant limb first. */
  JsonBytes quantity(long l0, long l1, long l2, long l3) {
    if (!reserve(68)) {
      return this;
    }
    buffer[size++] = '"';
    buffer[size++] = '0';
    buffer[size++] = 'x';
    int start = size;
    digits(l3, start);
    digits(l2, start);
    digits(l1, start);
    digits(l0, start);
    if (size == start) {
      buffer[size++] = '0';
    }
    buffer[size++] = '"';
    return this;
  }

  private void digits(long limb, int start) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      int digit = (int) (limb >>> shift) & 15;
      if (digit != 0 || size > start) {
        buffer[size++] = DIGITS[digit];
      }
    }
  }

  JsonBytes quantity(long unsigned) {
    return quantity(unsigned, 0, 0, 0);
  }

  /** Any text as a JSON string. */
  JsonBytes text(String text) {
    raw("\"");
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b == '"' || b == '\\') {
        raw("\\");
        one(b);
      } else if (b >= 0 && b < 0x20) {
        raw(String.format("\\u%04x", (int) b));
      } else {
        one(b);
      }
    }
    return raw("\"");
  }

  private void one(byte b) {
    if (reserve(1)) {
      buffer[size++] = b;
    }
  }
}
